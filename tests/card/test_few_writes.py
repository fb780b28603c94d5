"""What the card is asked to write, as its block device counts it: cards wear out by that."""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from card.box import PATIENCE
from peers.waiting import eventually
from peers.witness import Witness

KB = 1000
# The whole hour is 60. Less is a sample, which says little, so there is none unless asked for.
IDLE_MINUTES = float(os.environ.get("NICHOIR_IDLE_MINUTES", "0"))
MOST_IDLE = 200 * KB
# What is saved once an hour may fall into a sample.
ONE_SAVE = 64 * KB
MOST_ALONE, MOST_TOGETHER = 64 * KB, 8 * KB
# So many, one at a time, that the log of the database grows to its full length and is folded into it.
ALONE, TOGETHER, CONNECTIONS = 700, 100, 50
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
# Seconds within which the kernel writes what lies in memory only, such as the index of the database's log.
SETTLED = 40


@pytest.fixture(scope="module")
def sender(network, neighbours):
    """Somebody elsewhere whom the owner follows; what is posted there arrives at the box."""
    [box, _], [owner, _] = neighbours
    witness = Witness(network, "witness.test", box.trust)
    witness.start()
    owner.follow(witness.handle)
    follow = eventually("the follow arrives", lambda: witness.heard('"Follow"'), within=PATIENCE)
    sender = Sender(witness, owner)
    sender.accept(follow)
    yield sender
    witness.stop()


class Sender:
    """Posts to the inbox of `owner`."""

    def __init__(self, witness, owner):
        self._witness = witness
        self._inbox = f"{owner.client.base}/users/{owner.handle.split('@')[0]}/inbox"
        self._sent = 0
        self._connections = threading.local()

    def accept(self, follow):
        """The follow that came."""
        self._deliver("accept", "Accept", json.loads(follow.body))

    def connect(self):
        """This thread keeps a connection from now on."""
        self._connections.http = requests.Session()
        self._connections.http.get(self._inbox, verify=str(self._witness.trust), timeout=60)

    def post(self, _=None):
        """A new post; returns once it was acknowledged."""
        self._sent += 1
        uri = f"{self._witness.actor}/notes/{time.monotonic_ns()}"
        self._deliver(uri.rsplit("/", 1)[1], "Create", {
            "id": uri, "type": "Note", "attributedTo": self._witness.actor, "to": [PUBLIC],
            "cc": [f"https://{self._witness.host}/followers"], "content": f"<p>Post {self._sent}. {'word ' * 40}</p>",
            "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})

    def _deliver(self, name, kind, thing):
        activity = {"@context": "https://www.w3.org/ns/activitystreams", "id": f"{self._witness.actor}/{kind}/{name}",
                    "type": kind, "actor": self._witness.actor, "to": [PUBLIC], "object": thing}
        http = getattr(self._connections, "http", requests)
        answer = self._witness.deliver(self._inbox, activity, http)
        assert answer.status_code == 202, f"{answer.status_code} {answer.text}"


@pytest.fixture(scope="module")
def written(sender, neighbours):
    """A function: how many bytes the card was asked to write while something was done and until it has settled."""
    [box, _], _ = neighbours
    time.sleep(SETTLED)

    def written(action):
        before = box.guest.bytes_written()
        action()
        time.sleep(SETTLED)
        return box.guest.bytes_written() - before

    return written


def test_a_post_that_arrives_alone_is_one_small_commit(sender, written, tell):
    each = written(lambda: [sender.post() for _ in range(ALONE)]) / ALONE
    tell(f"{each / KB:.1f} KB for a post alone, at most {MOST_ALONE / KB:.0f} KB")
    assert each < MOST_ALONE


def test_posts_that_arrive_together_share_their_commits(sender, written, tell):
    begin = threading.Barrier(CONNECTIONS)

    def connect():
        sender.connect()
        begin.wait()

    with ThreadPoolExecutor(CONNECTIONS, initializer=connect) as pool:
        list(pool.map(lambda _: begin.wait(), range(CONNECTIONS)))
        each = written(lambda: list(pool.map(sender.post, range(TOGETHER)))) / TOGETHER
    tell(f"{each / KB:.1f} KB for each of {TOGETHER} at once, at most {MOST_TOGETHER / KB:.0f} KB")
    assert each < MOST_TOGETHER


@pytest.mark.skipif(IDLE_MINUTES == 0, reason="an hour is long; NICHOIR_IDLE_MINUTES=60 asks for it")
def test_an_idle_hour_writes_next_to_nothing(written, tell):
    seconds = IDLE_MINUTES * 60
    idle = written(lambda: time.sleep(seconds))
    most = max(MOST_IDLE * IDLE_MINUTES / 60, ONE_SAVE)
    tell(f"{idle / KB:.0f} KB in {IDLE_MINUTES:g} min, at most {most / KB:.0f} KB")
    assert idle < most
