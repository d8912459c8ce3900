"""`python -m rig ready CACHE` | `up CACHE` | `down` | `exec HOST COMMAND` | `order JSON`"""

import json
import os
import signal
import socket
import sys
from contextlib import contextmanager
from pathlib import Path

from . import world
from .errors import RigError


@contextmanager
def standing(cache: str):
    """A world, however its keeper ends."""
    ended = lambda *_: (_ for _ in ()).throw(SystemExit(0))
    signal.signal(signal.SIGTERM, ended)
    signal.signal(signal.SIGINT, ended)
    built = world.World(Path(cache).resolve())
    try:
        yield built
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        # What stands there is another's, when this one was refused.
        if built.has_lock():
            built.down()


def up(cache: str) -> None:
    """Builds the world, says in one JSON line how to live in it, and keeps it until it is told to end."""
    with standing(cache) as built:
        print(json.dumps(built.up()), flush=True)
        # Its caller keeps the other end of standard input; when that closes, however the caller ended, the world ends.
        while sys.stdin.read(1):
            pass


def ready(cache: str) -> None:
    """Makes what worlds are made from, and sees that this machine can have one."""
    with standing(cache) as built:
        built.up()
        built.try_out()


def order(text: str) -> dict:
    """Gives the running world an order."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(world.CONTROL))
        except OSError:
            raise RigError("no world of hosts is up: cargo xtask hosts up") from None
        with connection.makefile("rw") as lines:
            lines.write(text + "\n")
            lines.flush()
            return json.loads(lines.readline() or '{"error": "the world ended"}')


def main() -> int:
    match sys.argv[1:]:
        case ["ready", cache]:
            ready(cache)
        case ["up", cache]:
            up(cache)
        case ["down"]:
            try:
                order(json.dumps({"do": "down"}))
            except RigError:
                pass
            if os.geteuid() == 0:
                world.clean_when_ended()
        case ["exec", host, command]:
            answer = order(json.dumps({"do": "exec", "host": host, "command": command}))
            if "error" in answer:
                raise RigError(answer["error"])
            print(answer["ok"]["output"], end="")
            return answer["ok"]["exit"]
        case ["order", text]:
            print(json.dumps(order(text)))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RigError as error:
        print(f"rig: {error}", file=sys.stderr)
        sys.exit(1)
