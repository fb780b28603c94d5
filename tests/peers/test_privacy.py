"""A direct post is between the people it names."""

import requests

from peers.waiting import eventually


def test_a_direct_post_reaches_the_one_it_names_and_no_follower(friends, witness):
    author, follower = friends
    secret = author.post(f"@{witness.handle} the nest is under the bridge", visibility="direct")
    eventually("the one named hears it", lambda: witness.heard("the nest is under the bridge"))
    # The next public post shows that the follower has been served since.
    later = author.post("Nothing to see here")
    eventually("the next post arrives", lambda: follower.sees(later))
    assert follower.sees(secret) is None


def test_a_direct_post_arrives_as_one(friends):
    author, reader = friends
    uri = author.post(f"@{reader.handle} between us: the owl has chicks", visibility="direct")
    post = eventually("the post arrives", lambda: reader.sees(uri))
    assert post.text.endswith("between us: the owl has chicks")
    # snac knows no third kind: whatever is not public is private to it.
    assert post.visibility in ("direct", "private")


def test_a_stranger_who_asks_for_a_direct_post_learns_nothing(nichoir, network):
    secret = nichoir.post(f"@{nichoir.handle} a note to myself", visibility="direct")
    answer = requests.get(secret, headers={"Accept": "application/activity+json"}, timeout=30,
                          verify=str(network.bundle))
    assert answer.status_code in (401, 404)
    assert "a note to myself" not in answer.text
