"""A working day with Mastodon.py: what the owner arranges, is told, and asks of the node itself."""

import pytest
from mastodon import MastodonNotFoundError

from clients.arrivals import arrives, told
from peers.waiting import eventually


def test_lists_hold_who_was_put_on_them(mastodon, ada, bo, friend):
    birds = mastodon.list_create("Birds", replies_policy="followed", exclusive=True)
    assert (birds.title, birds.replies_policy, birds.exclusive) == ("Birds", "followed", True)
    mastodon.list_accounts_add(birds, [friend])
    assert [each.acct for each in mastodon.list_accounts(birds)] == [bo.handle]
    assert [each.id for each in mastodon.account_lists(friend)] == [birds.id]
    mastodon.list_update(birds, "Bird people", replies_policy="list", exclusive=False)
    assert mastodon.list(birds).title == "Bird people"
    uri = bo.post("A post for the list")
    arrives(ada, uri)
    assert [each.uri for each in mastodon.timeline_list(birds)] == [uri]
    mastodon.list_accounts_delete(birds, [friend])
    assert mastodon.list_accounts(birds) == []
    mastodon.list_delete(birds)
    assert mastodon.lists() == []


def test_filters_mark_what_they_match(mastodon, ada, bo):
    words = [{"keyword": "football", "whole_word": True}]
    made = mastodon.create_filter_v2("Sport", ["home", "notifications"], "warn", expires_in=3600,
                                     keywords_attributes=words)
    assert (made.title, made.filter_action) == ("Sport", "warn") and made.expires_at is not None
    keyword = mastodon.add_filter_keyword_v2(made, "tennis")
    assert [each.keyword for each in mastodon.filter_keywords_v2(made)] == ["football", "tennis"]
    uri = bo.post("All day tennis on the radio")
    arrives(ada, uri)
    seen = next(each for each in mastodon.timeline_home() if each.uri == uri)
    assert [match.filter.id for match in seen.filtered] == [made.id]
    assert seen.filtered[0].keyword_matches == ["tennis"]
    mastodon.delete_filter_keyword_v2(keyword)
    assert mastodon.update_filter_v2(made, title="Games", filter_action="hide").title == "Games"
    on_post = mastodon.add_filter_status_v2(made, seen)
    assert [each.status_id for each in mastodon.filter_statuses_v2(made)] == [seen.id]
    assert mastodon.filter_status_v2(on_post).id == on_post.id
    mastodon.delete_filter_status_v2(on_post)
    assert mastodon.filter_v2(made).title == "Games"
    mastodon.delete_filter_v2(made)
    assert mastodon.filters_v2() == []


def test_filters_of_the_first_kind_work_too(mastodon):
    made = mastodon.filter_create("chess", ["home", "public"], whole_word=True, expires_in=600)
    assert (made.phrase, made.whole_word) == ("chess", True)
    assert mastodon.filter(made).id == made.id
    assert mastodon.filter_update(made, phrase="draughts", context=["home"]).phrase == "draughts"
    assert [each.phrase for each in mastodon.filters()] == ["draughts"]
    mastodon.filter_delete(made)
    assert mastodon.filters() == []


def test_tags_are_followed_and_featured(mastodon):
    assert mastodon.tag_follow("nests").following
    assert [each.name for each in mastodon.followed_tags()] == ["nests"]
    assert mastodon.tag("nests").following
    status = mastodon.status_post("Three #nests this year")
    assert status.id in [each.id for each in mastodon.timeline_hashtag("nests")]
    assert not mastodon.tag_unfollow("nests").following
    featured = mastodon.featured_tag_create("nests")
    assert [each.name for each in mastodon.featured_tags()] == ["nests"]
    assert [each.name for each in mastodon.account_featured_tags(mastodon.me())] == ["nests"]
    mastodon.featured_tag_delete(featured)
    assert "nests" in [each.name for each in mastodon.featured_tag_suggestions()]
    assert mastodon.tag_feature("nests").featuring and not mastodon.tag_unfeature("nests").featuring


def test_notifications_are_grouped_counted_and_cleared(mastodon, ada, bo):
    status = mastodon.status_post("Listen to the nightingale")
    arrives(bo, status.uri)
    bo.like(status.uri)
    told(ada, "favourite", status.uri)
    answer = bo.post(f"@{ada.handle} where?", reply_to=status.uri)
    told(ada, "mention", answer)
    groups = mastodon.grouped_notifications(types=["favourite"], expand_accounts="full")
    group = groups.notification_groups[0]
    assert (group.type, group.notifications_count, group.status_id) == ("favourite", 1, str(status.id))
    assert [each.acct for each in groups.accounts if each.id in group.sample_account_ids] == [bo.handle]
    assert mastodon.grouped_notification(group.group_key).notification_groups[0].group_key == group.group_key
    assert [each.acct for each in mastodon.grouped_notification_accounts(group.group_key)] == [bo.handle]
    assert mastodon.unread_grouped_notifications_count(types=["favourite"]) == 1
    mastodon.dismiss_grouped_notification(group.group_key)
    assert mastodon.notifications(types=["favourite"]) == []
    mention = mastodon.notifications(mentions_only=True)[0]
    assert mastodon.notifications(exclude_types=["mention"], account_id=mention.account) is not None
    mastodon.notifications_dismiss(mention)
    with pytest.raises(MastodonNotFoundError):
        mastodon.notifications(mention)
    assert mastodon.notifications_unread_count().count >= 0
    mastodon.notifications_clear()
    assert mastodon.notifications() == []


def test_strangers_wait_in_a_box_of_their_own(mastodon, ada, bo, friend):
    policy = mastodon.update_notifications_policy(for_not_following="filter", for_private_mentions="accept")
    assert (policy.for_not_following, policy.for_not_followers) == ("filter", "accept")
    mastodon.account_unfollow(friend)
    bo.post(f"@{ada.handle} do you still read me?")
    waiting = eventually("Bo waits in the box", mastodon.notification_requests)
    assert [each.account.acct for each in waiting] == [bo.handle]
    assert mastodon.notification_request(waiting[0]).id == waiting[0].id
    assert mastodon.notifications_policy().summary.pending_requests_count == 1
    mastodon.accept_notification_request(waiting[0])
    eventually("it is among the others", lambda: mastodon.notifications(mentions_only=True))
    eventually("all are merged", mastodon.notifications_merged)
    mastodon.update_notifications_policy(for_not_following="accept")
    mastodon.account_follow(friend)
    eventually("Ada follows again", lambda: ada.follows(bo.handle))


def test_conversations_are_read(mastodon, ada, bo):
    uri = bo.post(f"@{ada.handle} between us: the owl has chicks", visibility="direct")
    arrives(ada, uri)
    talk = mastodon.conversations()[0]
    assert (talk.unread, talk.last_status.uri) == (True, uri)
    assert [each.acct for each in talk.accounts] == [bo.handle]
    assert not mastodon.conversations_read(talk).unread


def test_places_and_tastes_are_kept(mastodon, ada, bo):
    uri = bo.post("Read up to here")
    arrives(ada, uri)
    newest = mastodon.timeline_home()[0]
    marked = mastodon.markers_set(["home"], [newest])
    assert marked.home.last_read_id == str(newest.id)
    assert mastodon.markers_get(["home", "notifications"]).home.last_read_id == str(newest.id)
    assert mastodon.preferences()["posting:default:visibility"] == "public"


def test_the_profile_is_changed_and_others_see_it(mastodon, ada, bo):
    fields = [("Garden", "two nest boxes"), ("Site", "https://ada.test/")]
    me = mastodon.account_update_credentials(display_name="Ada of the hill", note="Birds, mostly",
                                             fields=fields, discoverable=True, bot=False)
    assert (me.display_name, me.source.note) == ("Ada of the hill", "Birds, mostly")
    assert [(each.name, each.value) for each in me.source.fields] == fields
    seen = lambda: bo._account(ada.handle)["display_name"] == "Ada of the hill"
    eventually("Bo sees the new name", seen)


def test_a_report_is_taken(mastodon, bo, friend):
    uri = bo.post("Something to complain of")
    status = mastodon.search_v2(uri, resolve=True, result_type="statuses").statuses[0]
    report = mastodon.report(friend, [status], comment="not a bird", category="other")
    assert report.comment == "not a bird"
    assert report.target_account.acct == bo.handle


def test_long_lists_are_read_page_by_page(mastodon):
    posted = [mastodon.status_post(f"Count {number}").id for number in range(7)]
    first = mastodon.account_statuses(mastodon.me(), limit=3)
    second = mastodon.fetch_next(first)
    assert [each.id for each in first + second] == posted[:0:-1]
    assert [each.id for each in mastodon.fetch_previous(second)] == [each.id for each in first]
    assert len(mastodon.fetch_remaining(mastodon.account_statuses(mastodon.me(), limit=3))) >= 7


def test_the_node_says_what_it_is(mastodon):
    one, two = mastodon.instance_v1(), mastodon.instance_v2()
    assert (one.uri, two.domain) == ("ada.test", "ada.test")
    assert one.contact_account.acct == two.contact.account.acct == "ada"
    assert mastodon.instance().domain == "ada.test"
    assert mastodon.instance_health()
    assert mastodon.instance_nodeinfo().software.name == "nichoir"
    assert mastodon.get_supported_version() and mastodon.get_approx_server_time() is not None
    assert mastodon.retrieve_mastodon_version() >= "4.0.0"
    assert isinstance(mastodon.instance_languages(), list)
    mastodon.instance_extended_description()


def test_what_a_node_of_one_does_not_have_is_empty(mastodon):
    for ask in (mastodon.instance_activity, mastodon.instance_peers, mastodon.instance_rules,
                mastodon.instance_domain_blocks, mastodon.custom_emojis, mastodon.announcements,
                mastodon.directory, mastodon.suggestions, mastodon.trending_tags, mastodon.trending_statuses,
                mastodon.trending_links):
        assert ask() == [], ask.__name__
    assert mastodon.instance_translation_languages() == {}
    with pytest.raises(MastodonNotFoundError):
        mastodon.push_subscription()


def test_public_timelines_can_be_read(mastodon, ada, bo):
    here = mastodon.status_post("Public and from here")
    there = bo.post("Public and from there")
    arrives(ada, there)
    assert here.uri in [each.uri for each in mastodon.timeline_local()]
    everything = [each.uri for each in mastodon.timeline_public()]
    assert here.uri in everything and there in everything
    assert there in [each.uri for each in mastodon.timeline_public(remote=True)]
