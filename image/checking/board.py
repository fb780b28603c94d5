"""A board with a card in it, ready to be switched on as often as one likes."""

import gzip
from pathlib import Path

from checking.guest import Guest

SOURCE = Path(__file__).parents[2]
WORDS = "sysrq_always_enabled systemd.journald.forward_to_console=1 systemd.journald.max_level_console=err"


class Board:
    """The board `name`; `card` is in it."""

    def __init__(self, name, card, folder):
        self.data = SOURCE / "board" / name
        self.boot = Path(folder) / "boot"
        self._folder = folder
        self._card = card
        card.boot_files(self.boot)
        self._kernel = Path(folder) / "kernel"
        self._kernel.write_bytes(gzip.decompress((self.boot / "kernel8.img").read_bytes()))
        self._words = (self.boot / "cmdline.txt").read_text().strip()

    def start(self, initrd=None, words=WORDS, port=None):
        """Switches it on."""
        text = (self.data / "qemu").read_text().format(card=self._card.path, boot=self.boot)
        arguments = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
        return Guest(arguments, self._kernel, initrd or self.boot / "initrd.img", f"{self._words} {words}",
                     self._folder, port)
