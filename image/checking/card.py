"""A copy of a card image, read from outside while no guest runs on it. Nothing is mounted."""

import shutil
import struct
import subprocess
from pathlib import Path

SECTOR = 512
MIB = 1024 * 1024
# QEMU wants cards whose size is a power of two.
CARD = 2048 * MIB
SLOT = Path(__file__).parents[2] / "board/common/root/usr/lib/nichoir/slot"


class Card:
    """The image `original`, as if written to a card of 2 GiB, in `folder`."""

    def __init__(self, original, folder):
        self.path = Path(folder) / "card.img"
        self._data = Path(folder) / "data.ext4"
        subprocess.run(["cp", "--sparse=always", original, self.path], check=True)
        with self.path.open("r+b") as file:
            file.truncate(CARD)

    def partition(self, number):
        """First byte and number of bytes of a partition, as the table says."""
        with self.path.open("rb") as file:
            table = file.read(SECTOR)
        start, size = struct.unpack_from("<II", table, 446 + 16 * (number - 1) + 8)
        return start * SECTOR, size * SECTOR

    def boot_files(self, folder):
        """Copies everything from the first partition into `folder`."""
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir()
        self._mtools("mcopy", "-sn", "::*", folder)

    def text(self, name):
        """A file of the first partition; empty if it is not there."""
        return self._mtools("mtype", f"::{name}", check=False).decode(errors="replace")

    def kernel(self):
        """The id of what the firmware loads next."""
        folder = self.text("config.txt").split("os_prefix=", 1)[1].split("/", 1)[0]
        return self.text(f"{folder}/id")

    def choose(self, text):
        """Writes nichoir.txt, as the owner does before the first start."""
        self.write("nichoir.txt", text)

    def write(self, name, text):
        """A file of the first partition, as one writes it who has the card in another machine."""
        file = self.path.with_name(name)
        file.write_text(text)
        self._mtools("mcopy", "-o", file, f"::{name}")

    def repaired(self):
        """What the checker says that the card itself would start, on a copy of the data, and its exit code."""
        self._data.unlink(missing_ok=True)
        self.copy_out(4, self._data)
        done = subprocess.run(["e2fsck", "-p", self._data], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr, done.returncode

    def data_text(self, path):
        """A file of the copy that `repaired` made."""
        return subprocess.run(["debugfs", "-R", f"cat {path}", self._data], capture_output=True, text=True,
                              check=True).stdout.strip()

    def data_file(self, path, to):
        """The same as a file."""
        subprocess.run(["debugfs", "-R", f"dump {path} {to}", self._data], capture_output=True, check=True)

    def copy_out(self, number, to):
        """A partition as a file of its own."""
        start, size = self.partition(number)
        subprocess.run(["dd", f"if={self.path}", f"of={to}", "bs=1M", "iflag=skip_bytes,count_bytes", "conv=sparse",
                        "status=none", f"skip={start}", f"count={size}"], check=True)

    def copy_in(self, number, file):
        """The other way."""
        start, size = self.partition(number)
        assert Path(file).stat().st_size <= size, f"{file} is larger than its partition"
        subprocess.run(["dd", f"if={file}", f"of={self.path}", "bs=1M", "oflag=seek_bytes", "conv=notrunc",
                        "status=none", f"seek={start}"], check=True)

    def move_root(self):
        """Puts the root into slot b, wipes slot a, and says so in the record, as the card's own program writes it."""
        (from_start, size), (to_start, _) = self.partition(2), self.partition(3)
        with self.path.open("r+b") as file:
            file.seek(from_start)
            root = file.read(size)
            file.seek(to_start)
            file.write(root)
            file.seek(from_start)
            file.write(bytes(size))
        subprocess.run(["sh", SLOT, self.path, "good", "b"], check=True)

    def record(self):
        """What the card does at its next start: good, try and left, as the card's own program reads them."""
        return self._record()[1]

    def records(self):
        """How many were written so far."""
        return int(self._record()[0].removeprefix("seq="))

    def _record(self):
        said = subprocess.run(["sh", SLOT, self.path, "show"], capture_output=True, text=True, check=True).stdout
        return said.strip().split(" ", 1)

    def lay(self, update):
        """Lays an update where the server looks for it, as one does who has the card in another machine."""
        data = f"{self.path}?offset={self.partition(4)[0]}"
        subprocess.run(["e2fsck", "-p", data], capture_output=True, check=False)
        words = ["mkdir nichoir/update", "sif nichoir/update mode 040700", "sif nichoir/update uid 900",
                 "sif nichoir/update gid 900", "rm nichoir/update/incoming",
                 f"write {update} nichoir/update/incoming", "sif nichoir/update/incoming uid 900"]
        subprocess.run(["debugfs", "-w", "-f", "-", data], input="\n".join(words), capture_output=True, text=True,
                       check=True)

    def data_bytes(self):
        """How large the file system of the data is."""
        said = subprocess.run(["dumpe2fs", "-h", f"{self.path}?offset={self.partition(4)[0]}"],
                              capture_output=True, text=True, check=True).stdout
        values = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
        return int(values["Block count"]) * int(values["Block size"])

    def _mtools(self, program, *arguments, check=True):
        start = self.partition(1)[0]
        return subprocess.run([program, "-i", f"{self.path}@@{start}", *arguments],
                              capture_output=True, check=check).stdout
