"""Likes and boosts, given and taken back."""

from peers.person import needs
from peers.waiting import eventually


def test_a_like_is_counted_until_it_is_taken_back(friends):
    author, reader = friends
    uri = author.post("The storks are back")
    eventually("the post arrives", lambda: reader.sees(uri))
    reader.like(uri)
    eventually("the like arrives", lambda: author.likes(uri) == 1)
    reader.unlike(uri)
    eventually("the like is gone", lambda: author.likes(uri) == 0)


def test_a_boost_is_counted(friends):
    author, reader = friends
    uri = author.post("Swifts over the roof at dusk")
    eventually("the post arrives", lambda: reader.sees(uri))
    reader.boost(uri)
    eventually("the boost arrives", lambda: author.boosts(uri) == 1)


def test_a_boost_that_is_taken_back_no_longer_counts(friends):
    author, reader = friends
    needs(author, "forget a boost that is taken back")
    uri = author.post("A wren, and gone again")
    eventually("the post arrives", lambda: reader.sees(uri))
    reader.boost(uri)
    eventually("the boost arrives", lambda: author.boosts(uri) == 1)
    reader.unboost(uri)
    eventually("the boost is gone", lambda: author.boosts(uri) == 0)


def test_a_boost_brings_a_stranger_s_post_to_the_followers(friends, witness):
    booster, follower = friends
    needs(booster, "look up a post by its address")
    uri = witness.publish("Written where nobody follows")
    booster.fetch(uri)
    booster.boost(uri)
    post = eventually("the boosted post arrives", lambda: follower.sees(uri))
    assert post.text == "Written where nobody follows"
