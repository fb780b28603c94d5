"""A working day with Mastodon.py: posts and people."""

import io
from datetime import datetime, timedelta, timezone

import pytest
from mastodon import MastodonNotFoundError, MastodonUnauthorizedError

from clients import pictures
from clients.arrivals import arrives, told
from clients.mastodon_py import SCOPES, signed_in
from peers.mastodon_person import plain
from peers.waiting import eventually


def test_the_owner_signs_in_and_out(ada, network):
    mastodon = signed_in(ada, network.bundle)
    me = mastodon.account_verify_credentials()
    assert (me.username, me.acct, me.bot) == ("ada", "ada", False)
    assert me.created_at.tzinfo is not None
    assert mastodon.me().id == me.id
    assert mastodon.app_verify_credentials().name == "A script"
    about = mastodon.oauth_authorization_server_info()
    assert about.token_endpoint == "https://ada.test/oauth/token"
    assert set(SCOPES) <= set(about.scopes_supported)
    assert mastodon.oauth_userinfo().preferred_username == "ada"
    mastodon.revoke_access_token()
    with pytest.raises(Exception, match="Not logged in|log in"):
        mastodon.revoke_access_token()


def test_a_token_that_was_taken_back_is_refused(ada, network):
    mastodon = signed_in(ada, network.bundle)
    token = mastodon.access_token
    mastodon.revoke_access_token()
    mastodon.access_token = token
    with pytest.raises(MastodonUnauthorizedError):
        mastodon.timeline_home()


def test_a_post_is_read_answered_liked_and_boosted(mastodon, ada, bo):
    uri = bo.post("The first cuckoo, before six")
    arrives(ada, uri)
    status = next(status for status in mastodon.timeline_home() if status.uri == uri)
    assert (plain(status.content), status.visibility) == ("The first cuckoo, before six", "public")
    assert status.account.acct == bo.handle
    answer = mastodon.status_reply(status, "Here as well", spoiler_text="birds", language="en")
    assert plain(answer.content).startswith("@bo")
    assert (answer.in_reply_to_id, answer.spoiler_text, answer.language) == (status.id, "birds", "en")
    assert mastodon.status_favourite(status).favourited
    assert mastodon.status_bookmark(status).bookmarked
    assert mastodon.status_reblog(status, visibility="unlisted").reblog.uri == uri
    for kind in ("mention", "favourite", "reblog"):
        told(bo, kind)
    thread = mastodon.status_context(answer)
    assert [status.uri for status in thread.ancestors] == [uri]
    assert [account.acct for account in mastodon.status_favourited_by(status)] == ["ada"]
    assert [account.acct for account in mastodon.status_reblogged_by(status)] == ["ada"]
    assert [each.id for each in mastodon.favourites()] == [status.id]
    assert [each.id for each in mastodon.bookmarks()] == [status.id]
    assert not mastodon.status_unfavourite(status).favourited
    assert not mastodon.status_unbookmark(status).bookmarked
    assert not mastodon.status_unreblog(status).reblogged
    eventually("the like is gone", lambda: bo.likes(uri) == 0)


def test_what_a_friend_does_with_a_post_is_told(mastodon, ada, bo):
    status = mastodon.status_post("Who else has swifts?", idempotency_key="swifts")
    assert mastodon.status_post("Who else has swifts?", idempotency_key="swifts").id == status.id
    arrives(bo, status.uri)
    bo.like(status.uri)
    bo.boost(status.uri)
    answer = bo.post(f"@{ada.handle} we do", reply_to=status.uri)
    for kind, uri in (("favourite", status.uri), ("reblog", status.uri), ("mention", answer)):
        told(ada, kind, uri)
        note = mastodon.notifications(types=[kind])[0]
        assert (note.type, note.account.acct, note.status.uri) == (kind, bo.handle, uri)
        assert mastodon.notifications(note).id == note.id
    again = mastodon.status(status)
    assert (again.favourites_count, again.reblogs_count, again.replies_count) == (1, 1, 1)
    assert [each.uri for each in mastodon.status_context(status).descendants] == [answer]
    assert mastodon.status_mute(status).muted and not mastodon.status_unmute(status).muted
    assert mastodon.status_pin(status).pinned
    assert [each.id for each in mastodon.account_statuses(mastodon.me(), pinned=True)] == [status.id]
    assert not mastodon.status_unpin(status).pinned
    assert {each.id for each in mastodon.statuses([status])} == {status.id}


def test_what_is_for_followers_is_boosted_for_them_alone(mastodon, ada, bo):
    status = mastodon.status_post("Where the owl nests, but tell nobody", visibility="private")
    arrives(bo, status.uri)
    assert mastodon.status_reblog(status).visibility == "private"
    boosts = lambda: [each for each in bo.client.get("/api/v1/timelines/home") if (each["reblog"] or {}).get("uri") == status.uri]
    assert eventually("the boost arrives", boosts)[0]["visibility"] == "private"


def test_a_post_is_quoted_where_its_author_lets_it_be(mastodon, ada, bo):
    uri = bo.post("Quote me, if you like")
    arrives(ada, uri)
    theirs = next(status for status in mastodon.timeline_home() if status.uri == uri)
    if not _knows_quotes(mastodon, theirs):
        pytest.skip("this node knows no quotes")
    ours = mastodon.status_post("I do like", quoted_status_id=theirs, quote_approval_policy="nobody")
    accepted = lambda: mastodon.status(ours).quote.state == "accepted"
    eventually("Bo's node has agreed", accepted)
    assert mastodon.status(ours).quote.quoted_status.uri == uri
    assert [each.id for each in mastodon.status_quotes(theirs)] == [ours.id]
    there = arrives(bo, ours.uri)
    assert there["quote"]["quoted_status"]["uri"] == uri
    assert mastodon.status_update_quote_approval_policy(ours, "followers").quote_approval.automatic == ["followers"]


def _knows_quotes(mastodon, status):
    try:
        return mastodon.status_quotes(status) == []
    except MastodonNotFoundError:
        return False


def test_a_time_leads_to_its_place_in_a_timeline(mastodon, ada, bo):
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    uri = bo.post("At this very moment")
    arrives(ada, uri)
    assert uri in [each.uri for each in mastodon.timeline_home(min_id=before)]
    assert uri not in [each.uri for each in mastodon.timeline_home(max_id=before)]


def test_a_post_is_edited_and_deleted(mastodon, bo):
    status = mastodon.status_post("A blackbird in the hegde", sensitive=True, visibility="unlisted")
    arrives(bo, status.uri)
    edited = mastodon.status_update(status, "A blackbird in the hedge", spoiler_text="bird")
    assert edited.edited_at is not None and edited.sensitive
    eventually("the edit arrives", lambda: "hedge" in bo.sees(status.uri).text)
    history = mastodon.status_history(status)
    assert [plain(each.content) for each in history] == ["A blackbird in the hegde", "A blackbird in the hedge"]
    source = mastodon.status_source(status)
    assert (source.text, source.spoiler_text) == ("A blackbird in the hedge", "bird")
    assert mastodon.status_delete(status).text == "A blackbird in the hedge"
    eventually("the post is gone", lambda: bo.sees(status.uri) is None)
    with pytest.raises(MastodonNotFoundError):
        mastodon.status(status)


def test_polls_are_asked_and_answered(mastodon, ada, bo):
    ours = mastodon.status_post("Which came first?", poll=mastodon.make_poll(["Cuckoo", "Swallow"], 3600))
    arrives(bo, ours.uri)
    bo.vote(ours.uri, "Swallow")
    counts = lambda: [option.votes_count for option in mastodon.poll(ours.poll).options]
    eventually("the vote is counted", lambda: counts() == [0, 1])
    theirs = bo.ask("And which goes first?", ["Swift", "Stork"])
    arrives(ada, theirs)
    poll = next(status for status in mastodon.timeline_home() if status.uri == theirs).poll
    voted = mastodon.poll_vote(poll, [1])
    assert (voted.voted, voted.own_votes) == (True, [1])
    eventually("the vote arrives", lambda: bo.votes(theirs) == {"Swift": 0, "Stork": 1})


def test_a_picture_with_its_text_reaches_the_friend(mastodon, bo, takes_pictures):
    if not takes_pictures:
        pytest.skip("this node says that its posts have no pictures")
    media = mastodon.media_post(io.BytesIO(pictures.png()), mime_type="image/png", description="a wren",
                                focus=(0.5, -0.5), synchronous=True)
    assert (media.type, media.description) == ("image", "a wren")
    media = mastodon.media_update(media, description="a wren on a wall")
    status = mastodon.status_post("Look", media_ids=[media], sensitive=True)
    assert [each.description for each in status.media_attachments] == ["a wren on a wall"]
    there = arrives(bo, status.uri)
    assert [each["description"] for each in there["media_attachments"]] == ["a wren on a wall"]
    changed = mastodon.generate_media_edit_attributes(media, description="a wren, singing")
    edited = mastodon.status_update(status, "Look again", media_attributes=[changed])
    assert [each.description for each in edited.media_attachments] == ["a wren, singing"]


def test_a_post_waits_for_its_time(mastodon, posts_later):
    if not posts_later:
        pytest.skip("this node has no list of posts that wait")
    later = datetime.now(timezone.utc) + timedelta(hours=2)
    waiting = mastodon.status_post("Good evening", scheduled_at=later)
    assert waiting.params.text == "Good evening"
    assert mastodon.scheduled_status(waiting).id == waiting.id
    moved = mastodon.scheduled_status_update(waiting, later + timedelta(hours=1))
    assert moved.scheduled_at > waiting.scheduled_at
    mastodon.scheduled_status_delete(waiting)
    assert mastodon.scheduled_statuses() == []


def test_a_friend_is_looked_up_and_found(mastodon, bo, friend):
    assert mastodon.account(friend).acct == bo.handle
    assert [each.id for each in mastodon.accounts([friend])] == [friend.id]
    assert [each.acct for each in mastodon.account_search("bo", following=True)] == [bo.handle]
    assert [each.acct for each in mastodon.search(bo.handle, result_type="accounts").accounts] == [bo.handle]
    uri = bo.post("Only found by its address")
    assert [each.uri for each in mastodon.search_v2(uri, resolve=True, result_type="statuses").statuses] == [uri]
    bo.post("A #kingfisher at last")
    found = lambda: [tag.name for tag in mastodon.search("kingfisher", result_type="hashtags").hashtags]
    eventually("the tag is found", lambda: "kingfisher" in found())
    assert uri in [each.uri for each in mastodon.account_statuses(friend, exclude_replies=True, limit=40)]


def test_relationships_change_and_change_back(mastodon, ada, bo, friend):
    relationship = mastodon.account_relationships(friend)[0]
    assert relationship.following and relationship.followed_by
    assert not mastodon.account_follow(friend, reblogs=False, notify=True).showing_reblogs
    assert mastodon.account_follow(friend).showing_reblogs
    me = mastodon.me()
    assert [each.acct for each in mastodon.account_following(me)] == [bo.handle]
    assert [each.acct for each in mastodon.account_followers(me)] == [bo.handle]
    assert mastodon.account_mute(friend, notifications=False, duration=600).muting
    assert [each.acct for each in mastodon.mutes()] == [bo.handle]
    assert not mastodon.account_unmute(friend).muting
    assert mastodon.account_note_set(friend, "met at the mill").note == "met at the mill"
    assert mastodon.account_endorse(friend).endorsed
    assert [each.acct for each in mastodon.endorsements()] == [bo.handle]
    assert not mastodon.account_unendorse(friend).endorsed
    assert mastodon.account_pin(friend).endorsed and not mastodon.account_unpin(friend).endorsed
    assert [each.id for each in mastodon.account_familiar_followers([friend])] == [friend.id]
    mastodon.account_featured_tags(friend)
    mastodon.domain_block("noisy.test")
    assert mastodon.domain_blocks() == ["noisy.test"]
    mastodon.domain_unblock("noisy.test")


def test_strangers_ask_and_are_let_in_or_sent_away(mastodon, ada, bo, friend):
    assert not mastodon.account_remove_from_followers(friend).followed_by
    eventually("Bo follows no longer", lambda: not bo.follows(ada.handle))
    assert mastodon.account_update_credentials(locked=True).locked
    bo.follow(ada.handle)
    told(ada, "follow_request")
    assert [each.id for each in mastodon.follow_requests()] == [friend.id]
    mastodon.follow_request_reject(friend)
    eventually("Bo is refused", lambda: not bo._relationship(ada.handle)["requested"])
    bo.follow(ada.handle)
    eventually("Bo asks again", mastodon.follow_requests)
    mastodon.follow_request_authorize(friend)
    eventually("Bo is let in", lambda: bo.follows(ada.handle))
    assert not mastodon.account_update_credentials(locked=False).locked


def test_a_block_ends_everything_until_it_is_taken_back(mastodon, ada, bo, friend):
    assert mastodon.account_block(friend).blocking
    assert [each.acct for each in mastodon.blocks()] == [bo.handle]
    assert not mastodon.account_unblock(friend).blocking
    mastodon.account_follow(friend)
    eventually("Ada follows again", lambda: ada.follows(bo.handle))
    bo.follow(ada.handle)
    eventually("Bo follows again", lambda: bo.follows(ada.handle))
