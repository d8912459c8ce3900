"""A tree of control groups for each host.

systemd-nspawn puts a host's groups below the one that it is begun in. Two hosts below one group would have one tree: what systemd kills in
one of them, say all of ssh.service, it would kill in the other as well.
"""

import os
import time
from pathlib import Path

from .network import PREFIX

# A hybrid system has the hierarchy of version 2 beside the others, and systemd-nspawn does in systemd's own of version 1 what it does there.
_HYBRID = Path("/sys/fs/cgroup/unified")
_SYSTEMD = Path("/sys/fs/cgroup/systemd")
# How long killed processes may take to be gone.
_SECONDS_TO_END = 5


def enter(instance: str) -> None:
    """Moves this process, which is to become a host's systemd-nspawn, into a group of the host's own."""
    group = _parents()[0] / (PREFIX + instance)
    group.mkdir(exist_ok=True)
    (group / "cgroup.procs").write_text(str(os.getpid()))


def clean() -> None:
    """Removes the groups of hosts, with whatever still runs in them."""
    groups = [group for parent in _parents() for group in parent.glob(PREFIX + "*")]
    for group in groups:
        if (group / "cgroup.kill").exists():
            (group / "cgroup.kill").write_text("1")
    until = time.monotonic() + _SECONDS_TO_END
    while any(_is_populated(group) for group in groups) and time.monotonic() < until:
        time.sleep(0.02)
    for group in groups:
        for folder, _, _ in os.walk(group, topdown=False):
            try:
                os.rmdir(folder)
            except OSError:
                # Whatever holds it, the next world finds it again.
                pass


def _is_populated(group: Path) -> bool:
    events = group / "cgroup.events"
    return events.exists() and "populated 1" in events.read_text()


def _parents() -> list[Path]:
    """The group that the rig runs in, first in the hierarchy of version 2."""
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    path = next(line.removeprefix("0::") for line in lines if line.startswith("0::"))
    roots = [_HYBRID, _SYSTEMD] if _HYBRID.is_dir() else [_HYBRID.parent]
    return [root / path.lstrip("/") for root in roots if (root / path.lstrip("/")).is_dir()]
