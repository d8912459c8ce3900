"""The base: one Debian root file system that every host is laid over, and the archive that hosts install from.

Both are made once, under a folder named after the recipe, and put in place by a rename, so that a run that was
killed while it made them leaves nothing that looks finished.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from .errors import RigError
from .mounts import unmount

SUITE = "sid"
MIRROR = "http://deb.debian.org/debian"
PACKAGES = [
    "apt-utils", "ca-certificates", "dbus", "iproute2", "iputils-ping", "netbase", "netcat-openbsd",
    "openssh-server", "procps", "python3", "sudo", "systemd", "systemd-sysv", "util-linux-extra",
]
# debootstrap cannot order the dependencies of these, apt can.
LATER = ["cloud-init"]
# What the archive holds: these with all that they need.
ARCHIVE = ["mysql-server", "mysql-client", "mariadb-server"]
# The archive's address, inside the fabric only.
ARCHIVE_HOST = "archive.test"
ARCHIVE_ADDRESS = "192.0.2.80"

# The snapshot that the mirror serves may be older than its own expiry date.
APT = ["apt-get", "-q", "-y", "-o", "Acquire::Check-Valid-Until=false"]

INDEX = r"""
set -eu
mkdir /archive
mv /var/cache/apt/archives/*.deb /archive/
cd /archive
apt-ftparchive packages . > Packages
apt-ftparchive release . > Release
"""

SETUP = r"""
set -eu
rm -f /etc/ssh/ssh_host_*
mkdir -p /etc/cloud/cloud.cfg.d
cat > /etc/cloud/cloud.cfg.d/90_hosts.cfg <<'CFG'
datasource_list: [NoCloud]
system_info:
  default_user:
    name: ubuntu
    gecos: Ubuntu
    groups: [adm, sudo]
    sudo: ["ALL=(ALL) NOPASSWD:ALL"]
    shell: /bin/bash
    lock_passwd: true
ssh_genkeytypes: [ed25519, ecdsa, rsa]
manage_etc_hosts: false
preserve_hostname: true
apt_preserve_sources_list: true
network: {config: disabled}
cloud_config_modules: [ssh]
cloud_final_modules: [keys_to_console, ssh_authkey_fingerprints, final_message]
CFG
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] http://archive.test/ ./' > /etc/apt/sources.list
rm -rf /var/lib/apt/lists/*
# Names are in /etc/hosts; whatever else is asked for is not known, at once.
: > /etc/resolv.conf
ln -sf /dev/null /etc/systemd/system/apt-daily.timer
ln -sf /dev/null /etc/systemd/system/apt-daily-upgrade.timer
ln -sf /dev/null /etc/systemd/system/systemd-networkd.service
ln -sf /dev/null /etc/systemd/system/systemd-networkd-wait-online.service
ln -sf /dev/null /etc/systemd/system/networking.service
ln -sf /dev/null /etc/systemd/system/console-getty.service
: > /etc/machine-id
"""


def recipe() -> str:
    """A name that changes with everything that the base is made from."""
    text = repr((SUITE, PACKAGES, LATER, ARCHIVE, INDEX, SETUP))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def ensure(cache: Path, say=print) -> Path:
    """The folder with `root/` and `archive/`, made if it is not there yet."""
    for old in cache.glob("making-*"):
        # What was killed there may have left its /proc mounted.
        unmount(old)
        shutil.rmtree(old, ignore_errors=True)
    done = cache / f"base-{recipe()}"
    if done.is_dir():
        return done
    if shutil.which("debootstrap") is None:
        raise RigError("debootstrap is missing: apt-get install debootstrap")
    cache.mkdir(parents=True, exist_ok=True)
    making = cache / f"making-{os.getpid()}"
    root = making / "root"
    making.mkdir()
    say("making the base of the hosts (once, one or two minutes)")
    _run(["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(root), MIRROR], making)
    _run(["chroot", str(root), *APT, "update"], making)
    _run(["chroot", str(root), *APT, "install", "--no-install-recommends", *LATER], making)
    for package in ARCHIVE:
        # Each by itself: the two servers cannot be installed together.
        _run(["chroot", str(root), *APT, "--download-only", "install", package], making)
    _run(["chroot", str(root), "sh", "-c", INDEX], making)
    (root / "archive").rename(making / "archive")
    _run(["chroot", str(root), "sh", "-c", SETUP], making)
    making.rename(done)
    return done


def _run(command: list[str], making: Path) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    log = making / "log"
    with log.open("ab") as out:
        code = subprocess.run(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment).returncode
    if code != 0:
        tail = log.read_text(errors="replace")[-1500:]
        raise RigError(f"{command[0]} ended with exit code {code}:\n{tail}")
