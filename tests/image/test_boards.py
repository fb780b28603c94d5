"""What the folders of the boards promise, read without building anything."""

import re
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
BOARDS = sorted(path.parent for path in (SOURCE / "board").glob("*/parent"))
ROOT = SOURCE / "board/common/root"
# What image/steps asks each board for.
FILES = ("cmdline.txt", "early-modules-card", "early-modules-network", "firmware", "device-trees")
# Higher is worse; 10 is a service without any walls.
EXPOSURE = {"nichoir.service": 1.5, "nichoir-log.service": 1.5, "nichoir-slot.service": 1.7}


def nearest(board, name):
    """The board's own file, else its family's, else everybody's."""
    while not (board / name).exists():
        assert board.name != "common", f"nobody has {name}"
        board = board.parent / (board / "parent").read_text().strip()
    return board / name


@pytest.mark.parametrize("board", [board for board in BOARDS if board.name != "pi"], ids=lambda board: board.name)
def test_a_board_has_all_that_the_build_asks_for(board):
    files = FILES + (("qemu", "harmless") if board.name.startswith("qemu-") else ("config.txt",))
    for name in files:
        nearest(board, name)


def test_nobody_can_log_in_and_nothing_can_be_installed():
    packages = {line.split()[0] for line in (SOURCE / "image/packages.lock").read_text().splitlines()
                if not line.startswith("#")}
    assert not packages & {"openssh-server", "apt", "dpkg", "perl-base", "gcc", "login", "passwd", "util-linux"}
    units = (SOURCE / "board/common/units").read_text()
    assert "mask getty.target" in units and "mask serial-getty@.service" in units


def test_a_card_takes_updates_of_nobody_whose_key_is_not_there():
    lines = (ROOT / "usr/lib/nichoir/update-keys").read_text().splitlines()
    assert all(line.startswith("#") for line in lines), "a key that is real belongs into a test of its own"


def test_only_the_doors_of_a_node_are_open():
    rules = (ROOT / "etc/nftables.conf").read_text()
    assert re.findall(r"policy (\w+);", rules) == ["drop", "drop"]
    assert re.findall(r"tcp dport (.*) accept", rules) == ["{ 80, 443 }"]


@pytest.mark.parametrize("name", ["nichoir.service", "nichoir-log.service"])
def test_what_reads_the_words_of_others_has_no_capability(name):
    unit = ROOT / "usr/lib/systemd/system" / name
    drop_ins = (ROOT / "usr/lib/systemd/system" / f"{name}.d").glob("*.conf")
    assert any("\nCapabilityBoundingSet=\n" in path.read_text() for path in (unit, *drop_ins))


@pytest.mark.parametrize("name", EXPOSURE)
def test_what_listens_to_others_and_what_root_does_for_it_have_thick_walls(name):
    unit = ROOT / "usr/lib/systemd/system" / name
    report = subprocess.run(["systemd-analyze", "security", "--offline=true", unit],
                            capture_output=True, text=True, check=True).stdout
    score = float(re.search(r"Overall exposure level for .*: ([0-9.]+)", report).group(1))
    assert score <= EXPOSURE[name], report
