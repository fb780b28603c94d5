"""What the same kernel needs by itself: the card's own first programs, with busybox as the only server."""

import subprocess
import tempfile
from pathlib import Path

# Runs instead of /init; QEMU's network always has this address.
PROGRAM = """#!/bin/sh
mount -t devtmpfs devtmpfs /dev
mount -t proc proc /proc
mount -t sysfs sysfs /sys
for list in card network; do
  for module in $(cat /modules/$list); do insmod /modules/$module; done
done 2> /dev/null
until /bin/busybox ifconfig eth0 10.0.2.15 2> /dev/null; do /bin/busybox usleep 100000; done
/bin/busybox route add default gw 10.0.2.2
mkdir /www && echo here > /www/index.html
exec /bin/busybox httpd -f -p 80 -h /www
"""


def initrd(original, folder):
    """The card's own initrd with the program beside it, as the file `plain.img`."""
    path = Path(folder) / "plain.img"
    path.write_bytes(with_file(original, "plain", PROGRAM))
    return path


def with_file(original, name, text):
    """An initrd with one more file, or another content of it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_text(text)
        (Path(folder) / name).chmod(0o755)
        archive = subprocess.run(["cpio", "--quiet", "--create", "--format=newc"], input=f"{name}\n".encode(), cwd=folder,
                                 capture_output=True, check=True).stdout
    first = Path(original).read_bytes()
    # The kernel looks for the next archive at a multiple of four bytes.
    return first + bytes(-len(first) % 4) + archive
