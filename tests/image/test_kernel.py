"""The firmware loads the kernel that the root wants; whatever the power does, what it is told to load is whole."""

import subprocess
from pathlib import Path

import pytest

KERNEL = Path(__file__).parents[2] / "image/early/kernel"
CONFIG = "# the board's own\narm_64bit=1\nos_prefix=kernel1/\nkernel=kernel8.img\n"


class Card:
    """A first partition with the kernel `one`, and a root that wants `two` and brings it."""

    def __init__(self, folder):
        self.boot, self.root = folder / "boot", folder / "root"
        self._fill(self.boot / "kernel1", "one", cmdline="console=here")
        (self.boot / "config.txt").write_text(CONFIG)
        self._fill(self.root / "usr/lib/nichoir/boot", "two")
        self.want("two")

    def _fill(self, folder, kernel, cmdline=None):
        folder.mkdir(parents=True)
        for name, text in ("id", kernel), ("initrd.img", f"early {kernel}"), ("kernel8.img", f"kernel {kernel}"):
            (folder / name).write_text(text)
        if cmdline:
            (folder / "cmdline.txt").write_text(cmdline)

    def want(self, kernel):
        """Another root is to be started."""
        (self.root / "usr/lib/nichoir/boot-id").write_text(kernel)

    def bring(self, kernel):
        """The root is that of an update."""
        subprocess.run(["rm", "-r", self.root / "usr/lib/nichoir/boot"], check=True)
        self._fill(self.root / "usr/lib/nichoir/boot", kernel)
        self.want(kernel)

    def follow(self, before="true"):
        """What the first program does; whether the board is to restart."""
        script = f'. "{KERNEL}"; {before}; follow "{self.boot}" "{self.root}"'
        return subprocess.run(["sh", "-c", script], env={"DROP_CACHES": "/dev/null", "PATH": "/usr/bin:/bin"},
                              check=False, stderr=subprocess.DEVNULL).returncode == 0

    def loaded(self):
        """Which kernel, early programs and words the firmware finds."""
        config = (self.boot / "config.txt").read_text()
        assert config.replace("kernel2/", "kernel1/") == CONFIG, "the rest of the file is the owner's"
        folder = self.boot / config.split("os_prefix=", 1)[1].split("/", 1)[0]
        return [(folder / name).read_text() for name in ("kernel8.img", "initrd.img", "cmdline.txt")]


ONE, TWO, THREE = ([f"kernel {name}", f"early {name}", "console=here"] for name in ("one", "two", "three"))


@pytest.fixture
def card(tmp_path):
    """One for each story."""
    return Card(tmp_path)


def test_an_update_brings_its_kernel_and_the_old_one_stays(card):
    assert card.follow() and card.loaded() == TWO
    card.want("one")
    assert card.follow() and card.loaded() == ONE
    card.want("two")
    assert card.follow() and card.loaded() == TWO


def test_the_next_one_takes_the_room_of_the_one_that_does_not_run(card):
    card.follow()
    card.bring("three")
    assert card.follow() and card.loaded() == THREE
    card.want("two")
    assert card.follow() and card.loaded() == TWO
    card.want("one")
    assert not card.follow() and card.loaded() == TWO


def test_firmware_that_loads_something_else_is_not_told_twice(card):
    card.want("one")
    assert not card.follow() and card.loaded() == ONE


def test_a_config_that_was_written_on_windows_is_followed(card):
    (card.boot / "config.txt").write_bytes(CONFIG.replace("\n", "\r\n").encode())
    assert card.follow()
    assert b"os_prefix=kernel2/\n" in (card.boot / "config.txt").read_bytes()


def test_a_root_without_its_kernel_changes_nothing(card):
    card.want("three")
    assert not card.follow() and card.loaded() == ONE


@pytest.mark.parametrize("program", ["mkdir", "cp", "cmp", "sed", "mv"])
def test_nothing_is_loaded_of_what_could_not_be_written(card, program):
    assert not card.follow(before=f"{program}() {{ return 1; }}") and card.loaded() == ONE
    assert card.follow() and card.loaded() == TWO


@pytest.mark.parametrize("step", range(1, 10))
def test_after_a_power_cut_it_is_done_again(card, step):
    # Each of these programs is where the power may go.
    cut = "; ".join(f"{program}() {{ n=$((n + 1)); [ $n != {step} ] || exit 1; command {program} \"$@\"; }}"
                    for program in ("mkdir", "cp", "rm", "mv", "sync"))
    card.follow(before=f"n=0; {cut}")
    assert card.loaded() in (ONE, TWO)
    if card.loaded() == ONE:
        assert card.follow()
    assert card.loaded() == TWO


def test_a_folder_that_was_cut_while_it_was_filled_never_looks_whole(card):
    card.follow()
    card.bring("three")
    card.follow(before="cp() { exit 1; }")
    card.want("one")
    assert not card.follow() and card.loaded() == TWO
