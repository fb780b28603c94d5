"""A node that answers only signed questions: peers that sign pass, strangers do not."""

import pytest
import requests

from peers.conftest import befriend
from peers.nichoir import NichoirPerson
from peers.waiting import eventually


@pytest.fixture(scope="module")
def strict(network, tmp_path_factory):
    """A second Nichoir, with authorised fetch, whom no peer has met."""
    node = NichoirPerson(network, tmp_path_factory.mktemp("strict") / "nichoir", "strict.test")
    node.switch("authorised_fetch", "on")
    node.start()
    yield node
    node.stop()


def test_a_peer_that_signs_its_questions_follows_and_reads(strict, peer):
    befriend(peer, strict)
    uri = strict.post("Only for those who say who they are")
    eventually("the post arrives", lambda: peer.sees(uri))
    peer.like(uri)
    eventually("the like arrives", lambda: strict.likes(uri) == 1)


def test_a_stranger_is_not_told_who_lives_here(strict, network):
    answer = requests.get(strict.actor, headers={"Accept": "application/activity+json"}, timeout=30,
                          verify=str(network.bundle))
    assert answer.status_code == 401
    assert "inbox" not in answer.text
