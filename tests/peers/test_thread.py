"""Conversations that began elsewhere."""

from peers.conftest import befriend
from peers.person import needs
from peers.waiting import eventually


def test_the_missing_parent_of_a_reply_is_fetched(nichoir, peer, witness):
    needs(peer, "look up a post by its address")
    befriend(nichoir, peer)
    question = witness.publish("Does anybody know this feather?")
    peer.fetch(question)
    answer = peer.post(f"@{witness.handle} a jay's, I would say", reply_to=question)
    eventually("the answer arrives", lambda: nichoir.sees(answer))
    eventually("the answer hangs under the question", lambda: nichoir.sees(answer).reply_to == question)
    thread = nichoir.context(answer)
    assert [status["uri"] for status in thread["ancestors"]] == [question]
