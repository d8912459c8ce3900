"""The world: network, archive, API and hosts together, with the bad days that a test can ask for."""

import fcntl
import http.server
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from . import base, cgroups, network
from .errors import RigError
from .host import Host, kill_all
from .mounts import unmount

FOLDER = Path("/run/mysql-lab-hosts")
LOCK = Path("/run/mysql-lab-hosts.lock")
CONTROL = FOLDER / "control"
# How long a world may take to end.
SECONDS_TO_END = 30
SECONDS_TO_BOOT = 60
TRIAL_ADDRESS = "172.31.0.250"

# Holds apt's locks as the upgrades at first boot do. The file's name is the process's, which apt shows.
HOLDER = """#!/usr/bin/python3
import fcntl, sys, time
held = []
for path in sys.argv[2:]:
    lock = open(path, "w")
    fcntl.lockf(lock, fcntl.LOCK_EX)
    held.append(lock)
time.sleep(float(sys.argv[1]))
"""
HOLDER_UNIT = """[Unit]
DefaultDependencies=no
After=local-fs.target
Before=sysinit.target
[Service]
Type=simple
ExecStart=/usr/local/sbin/unattended-upgr {seconds} {paths}
"""
LOCKS = {"dpkg": "/var/lib/dpkg/lock-frontend /var/lib/dpkg/lock", "lists": "/var/lib/apt/lists/lock"}


class World:
    """Everything between `up` and `down`."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.network = network.Network()
        self.hosts: dict[str, Host] = {}
        self.next_boot: dict[str, dict] = {}
        self.archive_refusals = 0
        self.links = 0
        self.shown_doors: tuple | None = None
        self.lock = threading.RLock()
        self.api = None
        self._lock_file = None

    def up(self) -> dict:
        """Builds the world; what a program needs to live in it."""
        _require()
        self._lock_file = _take_lock()
        clean()
        FOLDER.mkdir(mode=0o700)
        self.base = base.ensure(self.cache, say=lambda line: print(line, file=sys.stderr, flush=True))
        self.network.up()
        self._serve_archive()
        address_port = self._serve_address()
        api_port = self._serve_api()
        self._serve_control()
        return {
            "namespace": network.LAPTOP,
            "control": str(CONTROL),
            "environment": {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{api_port}",
                "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST",
                "AWS_SECRET_ACCESS_KEY": "test-secret-of-the-rig",
                "AWS_REGION": "us-east-1",
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_EC2_METADATA_DISABLED": "true",
                "MYSQL_LAB_CHECK_IP_URL": f"http://127.0.0.1:{address_port}/",
            },
        }

    def try_out(self) -> None:
        """Boots one host that belongs to nobody; fails when this machine cannot."""
        host = Host(FOLDER / "trial", self.base, "trial", TRIAL_ADDRESS, "", None)
        self.hosts[host.instance] = host
        self.network.join_host(host.namespace, "trial", host.private)
        host.boot()
        until = time.monotonic() + SECONDS_TO_BOOT
        while host.exec("systemctl is-active ssh")[0] != 0:
            if time.monotonic() > until:
                raise RigError(f"a host does not boot here: {host.console()[-1000:]}")
            time.sleep(0.1)

    def down(self) -> None:
        with self.lock:
            for host in self.hosts.values():
                host.pull_plug()
        clean()

    # The machines of the API.

    def _serve_api(self) -> int:
        from .api import Api, Machines

        machines = Machines(self._launch, self._stop, self._start, self._terminate, self._console, self._doors)
        self.api = Api(machines)
        self.api.install()
        listener = network.in_namespace(network.LAPTOP, _listen)
        port = listener.getsockname()[1]
        self.api.serve(listener)
        return port

    def _launch(self, instance) -> None:
        wishes = {**self.next_boot.get("all", {}), **self.next_boot.get(str(instance.ami_launch_index), {})}
        with self.lock:
            self.links += 1
            link = f"host{self.links}"
            folder = FOLDER / instance.id
            host = Host(folder, self.base, instance.id, instance.private_ip, self.api.public_key(instance.key_name), wishes.get("disk_mib"))
            self.network.join_host(host.namespace, link, host.private)
            self.hosts[instance.id] = host
        _before_boot(host, wishes)
        host.boot()
        for command in wishes.get("commands", []):
            code, said = host.exec(command, patience=300)
            if code != 0:
                print(f"{command}: {said}", file=sys.stderr, flush=True)
        if instance._state.name == "pending":
            self.api.running(instance)

    def _start(self, instance) -> None:
        self.hosts[instance.id].boot()
        self.api.running(instance)

    def _stop(self, instance) -> None:
        self.hosts[instance.id].stop()
        self.api.stopped(instance)

    def _terminate(self, instance) -> None:
        with self.lock:
            host = self.hosts.pop(instance.id, None)
        if host is not None:
            host.remove()
            self.network.part_host(host.namespace)

    def _console(self, instance: str) -> str:
        host = self.hosts.get(instance)
        return host.console() if host else ""

    def _doors(self) -> None:
        with self.lock:
            doors = self.api.doors()
            if doors != self.shown_doors:
                self.network.doors(*doors)
                self.shown_doors = doors

    # What hosts and the laptop ask.

    def _serve_archive(self) -> None:
        world, folder = self, str(self.base / "archive")

        class Archive(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *args):
                super().__init__(*args, directory=folder)

            def do_GET(self):
                if world.archive_refusals > 0:
                    world.archive_refusals -= 1
                    self.send_error(503)
                    return
                super().do_GET()

            def log_message(self, *_args):
                pass

        listener = network.in_namespace(network.FABRIC, lambda: _listen(base.ARCHIVE_ADDRESS, 80))
        _serve_http(listener, Archive)

    def _serve_address(self) -> int:
        world = self

        class Address(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = (world.network.laptop_address + "\n").encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        listener = network.in_namespace(network.LAPTOP, _listen)
        port = listener.getsockname()[1]
        _serve_http(listener, Address)
        return port

    # The control socket: one JSON object a line, one answer a line.

    def _serve_control(self) -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(CONTROL))
        listener.listen()
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rw") as lines:
            for line in lines:
                try:
                    answer = {"ok": self.obey(json.loads(line))}
                except Exception as error:  # whatever it is, the test must hear of it
                    answer = {"error": f"{type(error).__name__}: {error}"}
                lines.write(json.dumps(answer) + "\n")
                lines.flush()

    def obey(self, order: dict):
        """Does one thing that a test asks for."""
        do = order["do"]
        if do == "status":
            return self._status()
        if do == "next_boot":
            self.next_boot[str(order.get("index", "all"))] = order["wishes"]
        elif do == "trouble":
            from .api import Trouble

            with self.api.lock:
                self.api.troubles.append(Trouble(order["action"], order.get("code"), order.get("status", 400), order.get("times", 1)))
        elif do == "calls":
            with self.api.lock:
                return list(self.api.calls)
        elif do == "exec":
            code, said = self._host(order["host"]).exec(order["command"], order.get("patience", 60))
            return {"exit": code, "output": said}
        elif do == "reboot":
            self._host(order["host"]).reboot()
        elif do == "cut":
            # The ssh daemon's sessions end; the daemon stays.
            self._host(order["host"]).exec("pkill -KILL -f '^sshd-session' || pkill -KILL -f '^sshd: '")
        elif do == "move_laptop":
            self.network.move_laptop(order["address"])
        elif do == "refuse_archive":
            self.archive_refusals = order["times"]
        elif do == "down":
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            raise RigError(f"no order {do}")
        return None

    def _host(self, which: str) -> Host:
        """A host by its instance id or by its Name tag."""
        for instance in self.api.instances():
            name = next((tag["value"] for tag in instance.get_tags() if tag["key"] == "Name"), None)
            if which in (instance.id, name) and instance.id in self.hosts:
                return self.hosts[instance.id]
        raise RigError(f"no host {which}")

    def _status(self) -> dict:
        backend = self.api.backend
        lab = lambda thing: any(tag["key"] == "mysql-lab" for tag in thing.get_tags())
        return {
            "hosts": sorted(self.hosts),
            "namespaces": network.leftovers(),
            "instances": [{"id": i.id, "state": i._state.name, "private": i.private_ip if 0 in i.nics else None, "public": i.public_ip if 0 in i.nics else None, "index": i.ami_launch_index} for i in self.api.instances()],
            "volumes": [v.id for v in backend.volumes.values() if lab(v)],
            "groups": [g.id for groups in backend.groups.values() for g in groups.values() if lab(g)],
            "key_pairs": list(backend.key_pairs),
            "laptop": self.network.laptop_address,
        }

    def has_lock(self) -> bool:
        """Whether this is the one world that may be up."""
        return self._lock_file is not None


def _take_lock():
    """The right to have a world, held until the file is closed or the process ends."""
    lock = LOCK.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise RigError(f"another world of hosts is up (process {holder}): cargo xtask hosts down") from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def clean_when_ended() -> None:
    """Waits for the world that was told to end, and takes away what it or a killed one left."""
    until = time.monotonic() + SECONDS_TO_END
    while True:
        try:
            with _take_lock():
                return clean()
        except RigError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def clean() -> None:
    """Takes away what a world left: processes, mounts, folders, namespaces."""
    for namespace in network.leftovers():
        kill_all(namespace)
    if FOLDER.exists():
        unmount(FOLDER)
        shutil.rmtree(FOLDER, ignore_errors=True)
    for namespace in network.leftovers():
        network.run("ip", "netns", "delete", namespace, check=False)
    cgroups.clean()


def _before_boot(host: Host, wishes: dict) -> None:
    for path, text in wishes.get("files", {}).items():
        host.write(path, text)
    if "filler_mib" in wishes:
        with (host.root / "var/filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, wishes["filler_mib"] << 20)
    if "sshd_delay" in wishes:
        host.write("/etc/systemd/system/ssh.service.d/late.conf", f"[Service]\nExecStartPre=/bin/sleep {wishes['sshd_delay']}\nTimeoutStartSec=300\n")
    if "sign_in_delay" in wishes:
        # Until this unit is through, pam_nologin turns everybody but root away.
        host.write("/etc/systemd/system/systemd-user-sessions.service.d/late.conf", f"[Service]\nExecStartPre=/bin/sleep {wishes['sign_in_delay']}\n")
    for name, paths in LOCKS.items():
        seconds = wishes.get(f"{name}_lock")
        if seconds:
            host.write("/usr/local/sbin/unattended-upgr", HOLDER, 0o755)
            unit = f"hold-{name}.service"
            host.write(f"/etc/systemd/system/{unit}", HOLDER_UNIT.format(seconds=seconds, paths=paths))
            wants = host.root / "etc/systemd/system/sysinit.target.wants"
            wants.mkdir(exist_ok=True)
            (wants / unit).symlink_to(f"../{unit}")


def _require() -> None:
    if not sys.platform.startswith("linux"):
        raise RigError("real hosts need Linux")
    if os.geteuid() != 0:
        raise RigError("real hosts need root, for namespaces and mounts")
    for tool, package in {"systemd-nspawn": "systemd-container", "nft": "nftables", "ip": "iproute2", "nsenter": "util-linux", "debootstrap": "debootstrap"}.items():
        if shutil.which(tool) is None:
            raise RigError(f"{tool} is missing: apt-get install {package}")


def _listen(address: str = "127.0.0.1", port: int = 0) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(64)
    return listener


def _serve_http(listener: socket.socket, handler) -> None:
    server = http.server.ThreadingHTTPServer(listener.getsockname(), handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    threading.Thread(target=server.serve_forever, daemon=True).start()
