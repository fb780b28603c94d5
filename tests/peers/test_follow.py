"""Finding, following, unfollowing, and a lock on the door."""

from peers.conftest import befriend
from peers.waiting import eventually


def test_one_finds_the_other_by_handle(two):
    one, other = two
    actor = one.find(other.handle)
    assert actor.startswith(f"https://{other.server}/")


def test_a_follow_is_accepted_and_both_sides_know(two):
    one, other = two
    one.follow(other.handle)
    eventually("the follow is accepted", lambda: one.follows(other.handle))
    eventually("the follower is known", lambda: other.followed_by(one.handle))


def test_after_unfollowing_nobody_counts_it_and_posts_stay_away(friends):
    one, other = friends
    one.unfollow(other.handle)
    eventually("the follower is gone", lambda: not other.followed_by(one.handle))
    assert not one.follows(other.handle)
    unwanted = other.post("for followers, after the farewell")
    # The next thing that the two exchange shows that the earlier one did not come.
    wanted = other.post(f"@{one.handle} a mention, after the farewell")
    eventually("the mention arrives", lambda: one.sees(wanted))
    assert one.sees(unwanted) is None


def test_a_locked_account_approves_the_request_through_the_client_api(nichoir, peer):
    befriend(peer, nichoir)
    peer.unfollow(nichoir.handle)
    eventually("the follower is gone", lambda: not nichoir.followed_by(peer.handle))
    nichoir.lock()
    try:
        peer.follow(nichoir.handle)
        eventually("the request is notified", lambda: nichoir.notified_of("follow_request", peer.handle))
        assert not peer.follows(nichoir.handle)
        assert not nichoir.followed_by(peer.handle)
        assert nichoir.approve(peer.handle), "the request is not in the list"
        eventually("the follow is accepted", lambda: peer.follows(nichoir.handle))
        eventually("the follower is known", lambda: nichoir.followed_by(peer.handle))
    finally:
        nichoir.unlock()
