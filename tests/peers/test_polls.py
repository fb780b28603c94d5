"""Polls: asked on one side, answered on the other."""

from peers.waiting import eventually


def test_a_vote_is_counted_by_the_one_who_asked(friends):
    author, reader = friends
    uri = author.ask("Which came first this year?", ["The cuckoo", "The swallow"])
    eventually("the poll arrives", lambda: reader.sees(uri))
    assert reader.votes(uri) == {"The cuckoo": 0, "The swallow": 0}
    reader.vote(uri, "The swallow")
    eventually("the vote arrives", lambda: author.votes(uri) == {"The cuckoo": 0, "The swallow": 1})
