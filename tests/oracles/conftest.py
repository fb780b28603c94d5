"""Our side of the comparisons: `probe.rs`, which answers one line of JSON with one line of JSON, and a whole node."""

import json
import pathlib
import subprocess

import pytest

from peers.nichoir import NichoirPerson
from peers.waiting import eventually
from peers.witness import Witness

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def ours():
    """A function that asks our implementation: `ours("sign", method="GET", …)`."""
    subprocess.run(["cargo", "build", "--quiet", "--example", "probe"], cwd=ROOT, check=True)
    probe = subprocess.Popen(
        ["cargo", "run", "--quiet", "--example", "probe"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(what, **question):
        probe.stdin.write(json.dumps({"do": what, **question}) + "\n")
        probe.stdin.flush()
        return json.loads(probe.stdout.readline())

    yield ask
    probe.stdin.close()
    probe.wait(timeout=10)


@pytest.fixture(scope="session")
def pasture(network):
    """The actor who sends the odd posts, and the two notes that some of them refer to."""
    witness = Witness(network, "pasture.test")
    for name in ("note1", "note2"):
        witness.publish(name, f"/assets/{name}.jsonap")
    witness.start()
    yield witness
    witness.stop()


@pytest.fixture(scope="session")
def node(network, pasture, tmp_path_factory):
    """A node whose owner follows the actor."""
    node = NichoirPerson(network, tmp_path_factory.mktemp("golden") / "nichoir", "golden.test")
    node.start()
    try:
        node.follow(pasture.handle)
        follow = json.loads(eventually("the follow arrives", lambda: pasture.heard('"Follow"')).body)
        accept = {"@context": "https://www.w3.org/ns/activitystreams", "type": "Accept",
                  "id": f"{pasture.actor}#accept", "actor": pasture.actor, "object": follow["id"]}
        assert pasture.deliver(node.inbox, accept).status_code == 202
        eventually("the node knows that it follows", lambda: node.follows(pasture.handle))
        yield node
    finally:
        node.stop()
