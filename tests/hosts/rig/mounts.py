"""What is mounted below a folder."""

import subprocess
from pathlib import Path


def unmount(below: Path) -> None:
    """Unmounts all that is mounted below a folder, innermost first."""
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for mount in sorted((m for m in mounts if m.startswith(str(below) + "/")), key=len, reverse=True):
        subprocess.run(["umount", "--lazy", mount], capture_output=True)
