"""The network: namespaces joined by a fabric that has no way out.

    laptop ──┐
    host 1 ──┤ fabric   translates public addresses, enforces the security groups, serves the archive
    host 2 ──┘

The fabric stands for the internet and the VPC at once. Doors are shut in it, outside the hosts, as a security group's are.
"""

import ctypes
import os
import subprocess
import threading
from dataclasses import dataclass

from .base import ARCHIVE_ADDRESS
from .errors import RigError

PREFIX = "mysql-lab-"
FABRIC = PREFIX + "fabric"
LAPTOP = PREFIX + "laptop"
LAPTOP_ADDRESS = "198.51.100.7"
VPC = "172.31.0.0/16"
PUBLIC = "203.0.113.0/24"

_CLONE_NEWNET = 0x40000000


def run(*command: str, check: bool = True) -> str:
    """Runs a command and gives its standard output."""
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if check and done.returncode != 0:
        raise RigError(f"{' '.join(command)} ended with exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def in_namespace(namespace: str, act):
    """Calls `act` on a thread inside a network namespace and gives what it returns: sockets made there stay there."""
    result: list = []

    def enter() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        descriptor = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
        try:
            if libc.setns(descriptor, _CLONE_NEWNET) != 0:
                result.append(OSError(ctypes.get_errno(), f"cannot enter {namespace}"))
                return
            result.append(act())
        except OSError as error:
            result.append(error)
        finally:
            os.close(descriptor)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    if isinstance(result[0], OSError):
        raise RigError(str(result[0]))
    return result[0]


@dataclass(frozen=True)
class Door:
    """Who may reach a port of a machine."""

    private: str
    protocol: str
    first: int
    last: int
    source: str


class Network:
    """The fabric, the laptop, and a link for each host."""

    def __init__(self) -> None:
        self.laptop_address = LAPTOP_ADDRESS

    def up(self) -> None:
        for namespace in (FABRIC, LAPTOP):
            run("ip", "netns", "add", namespace)
            run("ip", "-n", namespace, "link", "set", "lo", "up")
        run("ip", "netns", "exec", FABRIC, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        run("ip", "-n", FABRIC, "address", "add", f"{ARCHIVE_ADDRESS}/32", "dev", "lo")
        # An address that no machine has is silence, as on the internet.
        for nobody in (VPC, PUBLIC):
            run("ip", "-n", FABRIC, "route", "add", "blackhole", nobody)
        self._join(LAPTOP, "laptop", self.laptop_address)
        self.doors([], {})

    def join_host(self, namespace: str, link: str, private: str) -> None:
        run("ip", "netns", "add", namespace)
        run("ip", "-n", namespace, "link", "set", "lo", "up")
        self._join(namespace, link, private)

    def part_host(self, namespace: str) -> None:
        run("ip", "netns", "delete", namespace, check=False)

    def move_laptop(self, address: str) -> None:
        """The laptop gets another address, as after a change of network."""
        run("ip", "-n", LAPTOP, "address", "flush", "dev", "eth0")
        run("ip", "-n", FABRIC, "route", "del", f"{self.laptop_address}/32", check=False)
        self.laptop_address = address
        self._address(LAPTOP, "laptop", address)

    def doors(self, doors: list[Door], public_of: dict[str, str]) -> None:
        """Lets in what `doors` say and nothing else; `public_of` maps private addresses to public ones."""
        to_private = ", ".join(f"{public} : {private}" for private, public in public_of.items())
        to_public = ", ".join(f"{private} : {public}" for private, public in public_of.items())
        elements = lambda pairs: f"elements = {{ {pairs} }};" if pairs else ""
        accepts = "\n".join(f"    {_rule(door)}" for door in doors)
        rules = f"""
table inet lab {{}}
delete table inet lab
table inet lab {{
  map private {{ type ipv4_addr : ipv4_addr; {elements(to_private)} }}
  map public {{ type ipv4_addr : ipv4_addr; {elements(to_public)} }}
  chain in_address {{
    type nat hook prerouting priority dstnat;
    dnat ip to ip daddr map @private
  }}
  chain out_address {{
    type nat hook postrouting priority srcnat;
    ip saddr {VPC} ip daddr != {VPC} snat ip to ip saddr map @public
  }}
  chain forward {{
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    # What conntrack cannot place gets no address translated: let through, it would meet a laptop that knows of no such connection and
    # resets it. Dropped, it is sent again.
    ct state invalid drop
    ip daddr != {VPC} accept
{accepts}
  }}
}}
"""
        done = subprocess.run(["ip", "netns", "exec", FABRIC, "nft", "-f", "-"], input=rules, text=True, capture_output=True)
        if done.returncode != 0:
            raise RigError(f"nft refused the doors: {done.stderr.strip()}")

    def _join(self, namespace: str, link: str, address: str) -> None:
        run("ip", "link", "add", link, "netns", FABRIC, "type", "veth", "peer", "name", "eth0", "netns", namespace)
        run("ip", "-n", FABRIC, "link", "set", link, "up")
        run("ip", "-n", namespace, "link", "set", "eth0", "up")
        self._address(namespace, link, address)

    def _address(self, namespace: str, link: str, address: str) -> None:
        run("ip", "-n", namespace, "address", "add", f"{address}/32", "dev", "eth0")
        run("ip", "-n", FABRIC, "address", "replace", "169.254.0.1/32", "dev", link)
        run("ip", "-n", FABRIC, "route", "replace", f"{address}/32", "dev", link)
        run("ip", "-n", namespace, "route", "replace", "169.254.0.1", "dev", "eth0", "scope", "link")
        run("ip", "-n", namespace, "route", "replace", "default", "via", "169.254.0.1", "dev", "eth0")


def _rule(door: Door) -> str:
    ports = f" {door.protocol} dport {door.first}-{door.last}" if door.protocol in ("tcp", "udp") else ""
    return f"ip saddr {door.source} ip daddr {door.private}{ports} accept"


def leftovers() -> list[str]:
    """The namespaces of a rig that was killed."""
    return [line.split()[0] for line in run("ip", "netns", "list", check=False).splitlines() if line.startswith(PREFIX)]
