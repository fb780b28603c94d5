"""Posts and what becomes of them: arriving, answering, mentioning, editing, deleting."""

from peers.person import needs
from peers.waiting import eventually


def test_a_post_reaches_the_follower(friends):
    author, reader = friends
    uri = author.post("The first swallow of the year")
    post = eventually("the post arrives", lambda: reader.sees(uri))
    assert post.text == "The first swallow of the year"
    assert post.visibility == "public"
    assert post.reply_to is None


def test_an_unlisted_post_arrives_as_unlisted(friends):
    author, reader = friends
    needs(author, "post unlisted")
    needs(reader, "tell unlisted from public")
    uri = author.post("Quietly, to whoever listens", visibility="unlisted")
    post = eventually("the post arrives", lambda: reader.sees(uri))
    assert post.visibility == "unlisted"


def test_a_post_for_followers_arrives_as_one(friends):
    author, reader = friends
    needs(author, "post to followers only")
    uri = author.post("Only for the ones who follow", visibility="private")
    post = eventually("the post arrives", lambda: reader.sees(uri))
    assert post.visibility == "private"


def test_a_reply_hangs_under_the_post_that_it_answers(friends):
    author, reader = friends
    uri = author.post("Who has seen a kingfisher?")
    eventually("the question arrives", lambda: reader.sees(uri))
    answer = reader.post(f"@{author.handle} I have, by the mill", reply_to=uri)
    post = eventually("the answer arrives", lambda: author.sees(answer))
    assert post.reply_to == uri
    assert post.text.endswith("I have, by the mill")


def test_a_mention_reaches_somebody_who_does_not_follow(two):
    author, reader = two
    if reader.follows(author.handle):
        reader.unfollow(author.handle)
        eventually("the follower is gone", lambda: not author.followed_by(reader.handle))
    uri = author.post(f"@{reader.handle} have you heard the owl?")
    post = eventually("the mention arrives", lambda: reader.sees(uri))
    assert post.text.endswith("have you heard the owl?")


def test_an_edit_changes_the_post_over_there(friends):
    author, reader = friends
    uri = author.post("A blackbird in the hegde")
    eventually("the post arrives", lambda: reader.sees(uri))
    author.edit(uri, "A blackbird in the hedge")
    eventually("the edit arrives", lambda: reader.sees(uri).text == "A blackbird in the hedge")


def test_a_deleted_post_disappears_over_there(friends):
    author, reader = friends
    uri = author.post("Better left unsaid")
    eventually("the post arrives", lambda: reader.sees(uri))
    author.delete(uri)
    eventually("the post is gone", lambda: reader.sees(uri) is None)
