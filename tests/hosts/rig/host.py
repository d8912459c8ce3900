"""One host: a Debian with systemd, laid over the base, booted by systemd-nspawn in a network namespace of its own."""

import ctypes
import os
import shlex
import shutil
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import cgroups
from .base import ARCHIVE_ADDRESS, ARCHIVE_HOST
from .errors import RigError
from .mounts import unmount
from .network import PREFIX, run

_PR_SET_PDEATHSIG = 1
# The signal comes when the thread that began the process ends, so that one that lives as long as the rig begins them all.
_spawner = ThreadPoolExecutor(max_workers=1)


def _begin(instance: str) -> None:
    """A host is shut down when the rig ends, however it ends: systemd-nspawn does so when it is asked to end itself."""
    cgroups.enter(instance)
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Host:
    """A machine of the API, as a booted system."""

    def __init__(self, folder: Path, base: Path, instance: str, private: str, key: str, disk_mib: int | None) -> None:
        self.instance = instance
        self.private = private
        self.name = "ip-" + private.replace(".", "-")
        self.namespace = PREFIX + instance
        self.folder = folder
        self.root = folder / "root"
        self._nspawn: subprocess.Popen | None = None
        layers = folder / "layers"
        layers.mkdir(parents=True)
        if disk_mib is not None:
            image = folder / "disk.img"
            with image.open("wb") as disk:
                disk.truncate(disk_mib << 20)
            run("mkfs.ext4", "-q", str(image))
            run("mount", "-o", "loop", str(image), str(layers))
        for part in ("upper", "work"):
            (layers / part).mkdir()
        self.root.mkdir()
        run("mount", "-t", "overlay", "overlay", "-o", f"lowerdir={base / 'root'},upperdir={layers / 'upper'},workdir={layers / 'work'}", str(self.root))
        self._personalise(key)

    def _personalise(self, key: str) -> None:
        (self.root / "etc/hostname").write_text(self.name + "\n")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost\n{self.private} {self.name}\n{ARCHIVE_ADDRESS} {ARCHIVE_HOST}\n")
        seed = self.root / "var/lib/cloud/seed/nocloud"
        seed.mkdir(parents=True)
        (seed / "meta-data").write_text(f"instance-id: {self.instance}\nlocal-hostname: {self.name}\n")
        (seed / "user-data").write_text(f"#cloud-config\nssh_authorized_keys:\n  - {key}\n")

    def write(self, path: str, text: str, mode: int = 0o644) -> None:
        """Puts a file into the host, booted or not."""
        target = self.root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)

    def boot(self) -> None:
        environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
        command = [
            "systemd-nspawn", "--boot", "--quiet", "--register=no", "--keep-unit", "--resolv-conf=off", "--timezone=off", "--link-journal=no",
            f"--network-namespace-path=/run/netns/{self.namespace}", f"--machine={self.instance}", f"--directory={self.root}", "--console=read-only",
        ]
        console = (self.folder / "console").open("ab")
        prepare = lambda: _begin(self.instance)
        begin = lambda: subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=console, env=environment, preexec_fn=prepare)
        self._nspawn = _spawner.submit(begin).result()
        console.close()

    def console(self) -> str:
        """What the host has written to its console since it was made."""
        path = self.folder / "console"
        return path.read_text(errors="replace") if path.exists() else ""

    def alive(self) -> bool:
        return self._nspawn is not None and self._nspawn.poll() is None

    def exec(self, command: str, patience: float = 60) -> tuple[int, str]:
        """Runs a shell command in the host as root; its exit code and all that it printed."""
        leader = self._leader()
        done = subprocess.run(
            ["nsenter", "-t", str(leader), "-m", "-u", "-i", "-n", "-p", "-C", "--", "/bin/sh", "-c", command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=patience,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
        )
        return done.returncode, done.stdout

    def reboot(self) -> None:
        """Restarts the host in the middle of what it does. systemd-nspawn's own restart does not come back from here."""
        self.stop("systemctl poweroff --force")
        self.boot()

    def stop(self, command: str = "systemctl poweroff") -> None:
        """Shuts the host down as the power button does; pulls the plug when it does not obey."""
        if not self.alive():
            return
        try:
            self.exec(command, patience=5)
        except (RigError, subprocess.TimeoutExpired):
            pass
        try:
            self._nspawn.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.pull_plug()

    def pull_plug(self) -> None:
        # Its processes first: they would outlive systemd-nspawn.
        kill_all(self.namespace)
        if self._nspawn is not None and self._nspawn.poll() is None:
            os.killpg(self._nspawn.pid, signal.SIGKILL)
            self._nspawn.wait()

    def remove(self) -> None:
        self.pull_plug()
        unmount(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _leader(self) -> int:
        """The host's process 1, as this system numbers it."""
        if not self.alive():
            raise RigError(f"{self.instance} is not booted")
        end = time.monotonic() + 10
        while time.monotonic() < end:
            children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text().split()
            # systemd-nspawn has a passing child before the host's own first process.
            for child in children:
                if _number_inside(child) == 1:
                    return int(child)
            time.sleep(0.02)
        raise RigError(f"{self.instance} has no process 1")


def _number_inside(pid: str) -> int | None:
    """A process's number in its own namespace; none when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()[1:]
    return int(numbers[-1]) if len(numbers) > 1 else None


def kill_all(namespace: str) -> None:
    """Ends all processes of a network namespace."""
    for pid in run("ip", "netns", "pids", namespace, check=False).split():
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            pass


def quote(text: str) -> str:
    """A word for the host's shell."""
    return shlex.quote(text)
