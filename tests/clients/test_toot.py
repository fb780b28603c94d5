"""A working day with toot, the program for the terminal."""

import pytest

from clients import pictures
from clients.arrivals import arrives, told
from clients.toot import Toot
from peers.waiting import eventually

_AT_ONCE = ("--no-pager", "--no-clear")


@pytest.fixture(scope="module")
def toot(ada, network, tmp_path_factory):
    """Ada's toot, signed in."""
    toot = Toot(ada, network.bundle, tmp_path_factory.mktemp("toot"))
    assert "Successfully logged in" in toot.log_in()
    return toot


def test_the_owner_is_known(toot):
    assert "ada@ada.test" in toot.says("auth")
    assert toot.gets("whoami")["acct"] == "ada"
    assert "@ada" in toot.says("whoami")
    assert "ada.test" in toot.says("instance")
    assert toot.gets("instance")["uri"] == "ada.test"
    assert "toot" in toot.says("diag", "--server")
    toot.says("activate", "ada@ada.test")


def test_posts_of_all_kinds_are_written(toot, bo):
    plain = toot.gets("post", "Wren in the woodpile", "-v", "unlisted", "-l", "de", "-p", "a bird", "-s")
    assert (plain["visibility"], plain["language"], plain["spoiler_text"]) == ("unlisted", "de", "a bird")
    arrives(bo, plain["uri"])
    reply = toot.gets("post", "And another", "--reply-last")
    assert reply["in_reply_to_id"] == plain["id"]
    assert "And another" in toot.says("thread", plain["id"])
    assert [each["id"] for each in toot.gets("thread", plain["id"])["descendants"]] == [reply["id"]]
    assert "Wren" in toot.says("status", plain["id"])
    private = toot.gets("post", "For friends", "-v", "private")
    assert toot.gets("reblog", private["id"])["visibility"] == "private"
    assert "posted" in toot.says("post", "Said to nobody's surprise").lower()
    toot.says("delete", reply["id"])
    toot.says("status", reply["id"], fails=True)


def test_a_picture_is_posted_with_its_text(toot, bo, takes_pictures, tmp_path):
    if not takes_pictures:
        pytest.skip("this node says that its posts have no pictures")
    picture = tmp_path / "wren.png"
    picture.write_bytes(pictures.png())
    status = toot.gets("post", "Look", "-m", picture, "-d", "a wren")
    assert [each["description"] for each in status["media_attachments"]] == ["a wren"]
    there = arrives(bo, status["uri"])
    assert [each["description"] for each in there["media_attachments"]] == ["a wren"]
    assert toot.gets("upload", picture, "-d", "a wren again")["description"] == "a wren again"


def test_a_post_waits_for_its_time(toot, posts_later):
    if not posts_later:
        pytest.skip("this node has no list of posts that wait")
    assert toot.gets("post", "Good evening", "--scheduled-in", "2 hours")["params"]["text"] == "Good evening"


def test_polls_are_asked_and_answered(toot, ada, bo):
    ours = toot.gets("post", "Nest box?", "--poll-option", "yes", "--poll-option", "no", "--poll-expires-in", "1h")
    arrives(bo, ours["uri"])
    bo.vote(ours["uri"], "yes")
    counts = lambda: [option["votes_count"] for option in toot.gets("polls", "show", ours["poll"]["id"])["options"]]
    eventually("the vote is counted", lambda: counts() == [1, 0])
    assert "yes" in toot.says("polls", "show", ours["poll"]["id"])
    theirs = bo.ask("Owl or eagle owl?", ["Owl", "Eagle owl"])
    poll = arrives(ada, theirs)["poll"]
    assert toot.gets("polls", "vote", poll["id"], 1)["own_votes"] == [1]
    eventually("the vote arrives", lambda: bo.votes(theirs) == {"Owl": 0, "Eagle owl": 1})


def test_a_friend_s_post_is_read_liked_and_boosted(toot, ada, bo):
    uri = bo.post("Fieldfares, hundreds of them #fieldfare")
    identifier = arrives(ada, uri)["id"]
    assert "Fieldfares" in toot.says("timelines", "home", *_AT_ONCE)
    assert identifier in [each["id"] for each in toot.gets("timelines", "home", *_AT_ONCE)]
    assert "Fieldfares" in toot.says("timelines", "tag", "fieldfare", *_AT_ONCE)
    assert "Fieldfares" in toot.says("timelines", "account", bo.handle, *_AT_ONCE)
    toot.says("timelines", "public", "--local", *_AT_ONCE)
    assert "Fieldfares" in toot.says("timelines", "public", *_AT_ONCE)
    assert "Fieldfares" in toot.says("timeline", "--once")
    assert toot.gets("favourite", identifier)["favourited"]
    assert "Fieldfares" in toot.says("timelines", "favourites", *_AT_ONCE)
    assert toot.gets("bookmark", identifier)["bookmarked"]
    assert "Fieldfares" in toot.says("bookmarks", "--once")
    assert toot.gets("reblog", identifier, "-v", "public")["reblog"]["id"] == identifier
    told(bo, "reblog", uri)
    assert "ada" in toot.says("reblogged-by", identifier)
    assert not toot.gets("unfavourite", identifier)["favourited"]
    assert not toot.gets("unbookmark", identifier)["bookmarked"]
    assert not toot.gets("unreblog", identifier)["reblogged"]


def test_notifications_are_shown_and_cleared(toot, ada, bo):
    status = toot.gets("post", "Who hears the nightjar?")
    arrives(bo, status["uri"])
    bo.like(status["uri"])
    bo.boost(status["uri"])
    answer = bo.post(f"@{ada.handle} I do, every night", reply_to=status["uri"])
    for kind, uri in (("favourite", status["uri"]), ("reblog", status["uri"]), ("mention", answer)):
        told(ada, kind, uri)
    shown = toot.says("notifications")
    assert "nightjar" in shown and "every night" in shown
    assert [each["type"] for each in toot.gets("notifications", "--type", "mention")] == ["mention"]
    assert "mention" not in [each["type"] for each in toot.gets("notifications", "--exclude-type", "mention")]
    toot.says("notifications", "--clear")
    assert toot.gets("notifications") == []
    assert toot.gets("pin", status["id"])["pinned"]
    assert not toot.gets("unpin", status["id"])["pinned"]


def test_people_are_found_followed_and_kept_away(toot, ada, bo):
    assert "@bo" in toot.says("whois", bo.handle)
    assert bo.handle in toot.says("search", bo.handle, "-t", "accounts", "-r")
    assert [each["acct"] for each in toot.gets("search", bo.handle, "--resolve")["accounts"]] == [bo.handle]
    assert bo.handle in toot.says("following") and bo.handle in toot.says("followers")
    assert toot.gets("mute", bo.handle)["muting"]
    assert bo.handle in toot.says("muted")
    assert not toot.gets("unmute", bo.handle)["muting"]
    assert toot.gets("block", bo.handle)["blocking"]
    assert bo.handle in toot.says("blocked")
    assert not toot.gets("unblock", bo.handle)["blocking"]
    toot.says("follow", bo.handle)
    eventually("Ada follows again", lambda: ada.follows(bo.handle))
    toot.says("unfollow", bo.handle)
    assert not ada.follows(bo.handle)
    toot.says("follow", bo.handle)


def test_who_asks_is_let_in(toot, ada, bo):
    assert toot.gets("update-account", "--locked", "--display-name", "Ada of the hill")["locked"]
    bo.unfollow(ada.handle)
    bo.follow(ada.handle)
    told(ada, "follow_request")
    assert bo.handle in toot.says("follow-requests", "list")
    assert toot.gets("follow-requests", "accept", bo.handle)["followed_by"]
    eventually("Bo is let in", lambda: bo.follows(ada.handle))
    changed = toot.gets("update-account", "--no-locked", "--note", "Birds", "--privacy", "unlisted",
                        "--no-sensitive", "--language", "en")
    assert (changed["locked"], changed["source"]["privacy"]) == (False, "unlisted")


def test_tags_and_lists_are_kept(toot, bo):
    toot.says("tags", "follow", "waders")
    assert "waders" in toot.says("tags", "followed")
    assert toot.gets("tags", "info", "waders")["following"]
    toot.says("tags", "unfollow", "waders")
    toot.says("tags", "feature", "waders")
    assert "waders" in toot.says("tags", "featured")
    toot.says("tags", "unfeature", "waders")
    assert toot.gets("lists", "create", "Birds", "--replies-policy", "none")["replies_policy"] == "none"
    assert "Birds" in toot.says("lists", "list")
    toot.says("lists", "add", "Birds", bo.handle)
    assert bo.handle in toot.says("lists", "accounts", "Birds")
    toot.says("timelines", "list", "Birds", *_AT_ONCE)
    toot.says("lists", "remove", "Birds", bo.handle)
    toot.says("lists", "delete", "Birds")
    assert toot.gets("lists", "list") == []


def test_the_owner_signs_out(toot):
    toot.says("logout", "ada@ada.test")
    toot.says("whoami", fails=True)
