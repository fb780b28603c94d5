"""A board and the card in it, as QEMU plays them, and as this plays the firmware that reads the card."""

import gzip
from pathlib import Path

from checking.guest import Forwarded, Guest

BOARDS = Path(__file__).resolve().parents[2] / "board"
WORDS = "sysrq_always_enabled systemd.journald.forward_to_console=1 systemd.journald.max_level_console=err"


class Machine:
    """`board` with `card` in it. What the firmware reads is copied into `folder` at each start."""

    def __init__(self, board, card, folder):
        self.board = BOARDS / board
        self.card = card
        self._folder = Path(folder)

    def start(self, network=None, initrd=None, words=WORDS):
        """Switches it on."""
        loaded, kernel, own = self._firmware()
        text = (self.board / "qemu").read_text().format(card=self.card.path, boot=loaded)
        arguments = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
        network = network or Forwarded()
        words = f"{(loaded / 'cmdline.txt').read_text().strip()} {words}"
        arguments += ["-kernel", kernel, "-initrd", initrd or own, "-append", words, *network.arguments]
        return Guest(arguments, network.url, self._folder)

    def initrd(self):
        """The card's own first programs, as a file."""
        return self._firmware()[2]

    # What config.txt says, as far as a card of ours goes: a folder, and in it kernel and first programs.
    def _firmware(self):
        boot = self._folder / "boot"
        self.card.boot_files(boot)
        lines = (boot / "config.txt").read_text().splitlines()
        told = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        loaded = boot / told["os_prefix"]
        kernel = self._folder / "kernel"
        kernel.write_bytes(gzip.decompress((loaded / told["kernel"]).read_bytes()))
        (initrd,) = (line.split()[1] for line in lines if line.startswith("initramfs "))
        return loaded, kernel, loaded / initrd
