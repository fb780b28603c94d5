"""Somebody seen for the first time already has a past."""

import pytest

from peers.nichoir import NichoirPerson
from peers.waiting import eventually


@pytest.fixture
def newcomer(network, tmp_path_factory):
    """A Nichoir that has met nobody."""
    node = NichoirPerson(network, tmp_path_factory.mktemp("newcomer") / "nichoir", "newcomer.test")
    node.start()
    yield node
    node.stop()


def test_a_profile_seen_for_the_first_time_shows_its_last_posts(newcomer, peer):
    before = [peer.post("Long before we met"), peer.post("Shortly before we met")]
    newcomer.find(peer.handle)
    eventually("the old posts are here", lambda: set(before) <= set(newcomer.posts_of(peer.handle)))
