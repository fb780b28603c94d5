"""A peer that was away hears afterwards what was said meanwhile."""

from peers.conftest import befriend
from peers.waiting import eventually


def test_a_post_made_while_the_peer_is_down_arrives_after_it_is_back(nichoir, peer):
    befriend(peer, nichoir)
    peer.stop()
    try:
        uri = nichoir.post("Said into an empty room")
    finally:
        peer.start()
    eventually("the post arrives", lambda: peer.sees(uri), within=_RETRIES)


def test_what_waits_for_a_peer_survives_a_restart_of_nichoir(nichoir, peer):
    befriend(peer, nichoir)
    peer.stop()
    try:
        uri = nichoir.post("Said before a power cut")
        nichoir.stop()
        nichoir.start()
    finally:
        peer.start()
    eventually("the post arrives", lambda: peer.sees(uri), within=_RETRIES)


# The first retry comes within 15 s; the second, if the peer was still starting, within a minute.
_RETRIES = 90
