"""A board and the card in it, as QEMU plays them."""

import gzip
from pathlib import Path

from checking.guest import Forwarded, Guest

BOARDS = Path(__file__).resolve().parents[2] / "board"
WORDS = "sysrq_always_enabled systemd.journald.forward_to_console=1 systemd.journald.max_level_console=err"


class Machine:
    """`board` with `card` in it. What the firmware would read of the card is copied into `folder` now."""

    def __init__(self, board, card, folder):
        self.board = BOARDS / board
        self.card = card
        self._folder = Path(folder)
        self._boot = self._folder / "boot"
        card.boot_files(self._boot)
        self.initrd = self._boot / "initrd.img"
        self._kernel = self._folder / "kernel"
        self._kernel.write_bytes(gzip.decompress((self._boot / "kernel8.img").read_bytes()))
        self._words = (self._boot / "cmdline.txt").read_text().strip()

    def start(self, network=None, initrd=None, words=WORDS):
        """Switches it on."""
        text = (self.board / "qemu").read_text().format(card=self.card.path, boot=self._boot)
        arguments = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
        network = network or Forwarded()
        arguments += ["-kernel", self._kernel, "-initrd", initrd or self.initrd, "-append", f"{self._words} {words}",
                      *network.arguments]
        return Guest(arguments, network.url, self._folder)
