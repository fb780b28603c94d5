"""Which root a card starts from: trials end, and a power cut while the record is written loses nothing."""

import subprocess
from pathlib import Path

import pytest

SLOT = Path(__file__).parents[2] / "board/common/root/usr/lib/nichoir/slot"
COPIES = (2048 * 512, 4096 * 512)
RECORD = 512


class Card:
    """A card as a file."""

    def __init__(self, path):
        self.path = path
        with path.open("wb") as file:
            file.truncate(4 * 1024 * 1024)

    def slot(self, *words):
        """What the program answers."""
        done = subprocess.run(["sh", SLOT, self.path, *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def refuses(self, *words):
        """Whether the program fails and leaves the card as it is."""
        before = self.path.read_bytes()
        done = subprocess.run(["sh", SLOT, self.path, *words], capture_output=True, check=False)
        return done.returncode != 0 and self.path.read_bytes() == before

    def records(self):
        """Both copies."""
        content = self.path.read_bytes()
        return [content[at:at + RECORD] for at in COPIES]

    def put(self, at, record):
        """Writes over one copy."""
        with self.path.open("r+b") as file:
            file.seek(at)
            file.write(record)


@pytest.fixture
def card(tmp_path):
    """A new card."""
    return Card(tmp_path / "card.img")


def test_a_new_card_starts_from_a_and_writes_nothing(card):
    assert card.slot("start") == "a"
    assert card.records() == [bytes(RECORD)] * 2


def test_a_trial_ends_by_itself(card):
    card.slot("try", "b", "2")
    assert [card.slot("start") for _ in range(4)] == ["b", "b", "a", "a"]
    assert card.slot("show").endswith("good=a try=b left=0"), "one can see what went back"


def test_a_trial_of_what_cannot_be_mounted_is_over(card):
    card.slot("try", "b", "2")
    assert card.slot("start") == "b"
    card.slot("back")
    assert card.slot("start") == "a"
    assert card.slot("show").endswith("good=a try=b left=0")
    before = card.path.read_bytes()
    card.slot("back")
    assert card.path.read_bytes() == before


def test_a_good_slot_stays(card):
    card.slot("try", "b", "3")
    card.slot("start")
    card.slot("good", "b")
    assert [card.slot("start") for _ in range(3)] == ["b"] * 3
    card.slot("try", "a", "1")
    assert [card.slot("start") for _ in range(2)] == ["a", "b"]


def test_a_start_without_a_trial_writes_nothing(card):
    card.slot("good", "b")
    before = card.path.read_bytes()
    assert card.slot("start") == "b"
    assert card.path.read_bytes() == before


def test_nonsense_is_refused(card):
    card.slot("good", "b")
    for words in (["try", "c", "1"], ["try", "a", "0"], ["try", "a", "99"], ["good", "-"], ["good", ""], ["other"]):
        assert card.refuses(*words), words


@pytest.mark.parametrize("written", [0, 1, 15, 40, 58, 100])
def test_a_record_that_is_half_written_leaves_the_one_before(card, written):
    card.slot("good", "b")
    card.slot("try", "a", "2")
    old = card.records()
    shown = card.slot("show")
    card.slot("good", "a")
    new = card.records()
    at, before, after = next((at, *pair) for at, *pair in zip(COPIES, old, new) if pair[0] != pair[1])
    card.put(at, after[:written] + before[written:])
    assert card.slot("show") in (shown, "seq=3 good=a try=- left=0")
    assert written == 100 or card.slot("show") == shown
    # Rubbish in the whole sector, as a card leaves it that dies while it writes.
    card.put(at, b"\xff" * RECORD)
    assert card.slot("show") == shown
    card.slot("good", "a")
    assert card.slot("start") == "a"


def test_one_bit_makes_a_record_void(card):
    card.slot("good", "b")
    at, record = next((at, record) for at, record in zip(COPIES, card.records()) if record.strip(b"\0"))
    card.put(at, record.replace(b"good=b", b"good=a"))
    assert card.slot("show") == "seq=0 good=a try=- left=0"
