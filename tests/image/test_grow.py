"""The last partition reaches to the end of the card, and nothing else in the table changes."""

import struct
import subprocess
from pathlib import Path

import pytest

GROW = Path(__file__).parents[2] / "image/early/grow"
ENTRY_4 = 446 + 3 * 16


def card(path, start, size):
    """A table whose fourth entry is at `start`; all other bytes are there to be kept."""
    sector = bytearray(b"\xaa" * 510 + b"\x55\xaa")
    struct.pack_into("<II", sector, ENTRY_4 + 8, start, size)
    path.write_bytes(sector)
    return path


def grown(path, sectors):
    """Start and size of the fourth entry after the card, which is `sectors` long, has started."""
    before = path.read_bytes()
    subprocess.run(["sh", "-euc", f'. "{GROW}"; grow "$1" "$2"', "sh", path, str(sectors)], check=True)
    after = path.read_bytes()
    assert after[:ENTRY_4 + 12] + after[ENTRY_4 + 16:] == before[:ENTRY_4 + 12] + before[ENTRY_4 + 16:]
    return struct.unpack_from("<II", after, ENTRY_4 + 8)


@pytest.mark.parametrize("gib", [1, 8, 32, 512, 2000])
def test_it_reaches_to_the_end_of_the_card(tmp_path, gib):
    sectors = gib * 2**21
    assert grown(card(tmp_path / "card", 800_000, 262_144), sectors) == (800_000, sectors - 800_000)


def test_a_second_start_changes_nothing(tmp_path):
    path = card(tmp_path / "card", 800_000, 262_144)
    once = grown(path, 2**24)
    assert grown(path, 2**24) == once


def test_an_odd_end_is_rounded_to_whole_blocks(tmp_path):
    assert grown(card(tmp_path / "card", 800_000, 262_144), 2**24 + 5) == (800_000, 2**24 - 800_000)


def test_more_than_the_table_can_count_stays_unused(tmp_path):
    assert grown(card(tmp_path / "card", 800_000, 262_144), 2**33) == (800_000, 2**32 - 8)


def test_a_smaller_card_or_none_of_ours_is_left_alone(tmp_path):
    assert grown(card(tmp_path / "card", 800_000, 262_144), 900_000) == (800_000, 262_144)
    assert grown(card(tmp_path / "card", 0, 0), 2**24) == (0, 0)
