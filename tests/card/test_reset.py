"""Who gives a box away, or has lost the passphrase, writes a file called RESET to the card."""

import pytest

from card.box import PATIENCE, moved_in


def test_a_card_with_a_reset_on_it_belongs_to_nobody_again(alone):
    with alone.start() as guest:
        guest.first_answer("/health", PATIENCE)
        before = moved_in(alone, guest)
        post = before.post("before the reset")
    alone.card.write("RESET", "\n")
    with alone.start() as guest:
        guest.first_answer("/setup", PATIENCE)
        before = before.moved(guest.url)
        with pytest.raises(AssertionError, match="Nobody lives here yet"):
            before.read(post)
        owner = moved_in(alone, guest)
        assert owner.read(owner.post("after the reset"))
        assert not alone.card.text("RESET"), "it is asked for once"
