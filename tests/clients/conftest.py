"""Ada and Bo, each on a node of their own, who follow each other; the client of the story is Ada's."""

import pytest

from clients import mastodon_py
from clients.push_service import PushService
from peers.conftest import befriend
from peers.mastodon_client import ApiError
from peers.nichoir import NichoirPerson


@pytest.fixture(scope="module")
def neighbours(network, tmp_path_factory):
    """Two fresh nodes for each client: (ada, bo)."""
    folder = tmp_path_factory.mktemp("neighbours")
    ada, bo = (NichoirPerson(network, folder / name, f"{name}.test", owner=name) for name in ("ada", "bo"))
    try:
        ada.start()
        bo.start()
        befriend(ada, bo)
        befriend(bo, ada)
        yield ada, bo
    finally:
        bo.stop()
        ada.stop()


@pytest.fixture(scope="module")
def ada(neighbours):
    """Whose client is being tried."""
    return neighbours[0]


@pytest.fixture(scope="module")
def bo(neighbours):
    """Her friend, spoken to with plain calls of the API, so that what Ada is told of really happened elsewhere."""
    return neighbours[1]


@pytest.fixture(scope="module")
def takes_pictures(ada):
    """Whether Ada's node says that posts can have pictures."""
    statuses = ada.client.get("/api/v2/instance")["configuration"]["statuses"]
    return statuses["max_media_attachments"] > 0


@pytest.fixture(scope="module")
def posts_later(ada):
    """Whether Ada's node keeps posts until their time."""
    try:
        return ada.client.get("/api/v1/scheduled_statuses") is not None
    except ApiError as error:
        assert error.status == 404
        return False


@pytest.fixture(scope="module")
def mastodon(ada, network):
    """Ada's session of Mastodon.py."""
    return mastodon_py.signed_in(ada, network.bundle)


@pytest.fixture(scope="module")
def friend(mastodon, bo):
    """Bo as Ada's script sees him."""
    return mastodon.account_lookup(bo.handle)


@pytest.fixture(scope="session")
def push_service(network):
    """Where pushes for apps go."""
    service = PushService(network)
    service.start()
    yield service
    service.stop()
