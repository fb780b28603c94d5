"""Nichoir beside one peer at a time: every story is told with each of them, and in both directions."""

import pytest

from peers.fedify import CAVAGE, RFC9421, FedifyPerson
from peers.nichoir import NichoirPerson
from peers.snac import SnacPerson
from peers.waiting import eventually
from peers.witness import Witness

PEERS = {
    "fedify-cavage": lambda network, folder: FedifyPerson(network, "cavage.test", folder, CAVAGE, 9001),
    "fedify-rfc9421": lambda network, folder: FedifyPerson(network, "rfc9421.test", folder, RFC9421, 9002),
    "fedify-secure": lambda network, folder: FedifyPerson(
        network, "secure.test", folder, RFC9421, 9003, authorized_fetch=True),
    "snac": SnacPerson,
}


@pytest.fixture(scope="session", params=PEERS)
def pair(request, network, tmp_path_factory):
    """A fresh Nichoir and a fresh peer, both running: (nichoir, peer)."""
    folder = tmp_path_factory.mktemp(request.param)
    nichoir = NichoirPerson(network, folder / "nichoir", "nichoir.test")
    peer = PEERS[request.param](network, folder / "peer")
    try:
        nichoir.start()
        peer.start()
        yield nichoir, peer
    finally:
        peer.stop()
        nichoir.stop()


@pytest.fixture
def nichoir(pair):
    """Marie at Nichoir."""
    return pair[0]


@pytest.fixture
def peer(pair):
    """Whoever lives at the peer."""
    return pair[1]


@pytest.fixture(params=["nichoir-to-peer", "peer-to-nichoir"])
def two(request, pair):
    """The one who acts first and the one who answers; each story runs both ways round."""
    nichoir, peer = pair
    return (nichoir, peer) if request.param == "nichoir-to-peer" else (peer, nichoir)


@pytest.fixture
def friends(two):
    """The same two, following each other."""
    one, other = two
    befriend(one, other)
    befriend(other, one)
    return two


@pytest.fixture(scope="session")
def witness(network):
    """A third party that neither side follows."""
    witness = Witness(network, "witness.test")
    witness.start()
    yield witness
    witness.stop()


def befriend(follower, followed):
    """`follower` follows `followed`, and both servers know it."""
    if not (follower.follows(followed.handle) and followed.followed_by(follower.handle)):
        follower.follow(followed.handle)
    eventually(f"{followed.handle} has accepted {follower.handle}", lambda: follower.follows(followed.handle))
    eventually(f"{followed.handle} knows the follower {follower.handle}",
               lambda: followed.followed_by(follower.handle))
