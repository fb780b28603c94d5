"""A working day with Mastodon.py: what comes by itself, while it listens and while it does not."""

from queue import Empty, Queue
from threading import Thread

import pytest
from mastodon import CallbackStreamListener

from clients.arrivals import arrives
from peers.waiting import eventually


class Deaf(AssertionError):
    """What was to be heard did not come."""


class Ear:
    """What a listener of Mastodon.py was called with, in order."""

    def __init__(self):
        self._heard = Queue()
        names = ("update", "delete", "notification", "conversation", "status_update", "filters_changed",
                 "unknown_event", "stream_error")
        self.listener = CallbackStreamListener(**{
            f"{name}_handler": lambda *given, name=name: self._heard.put((name, *given)) for name in names})

    def hears(self, name, within=20):
        """The first argument of the next call of this name; others on the way are left aside."""
        while True:
            call, *given = self._next(name, within)
            assert call not in ("unknown_event", "stream_error"), given
            if call == name:
                return given[0] if given else None

    def hears_at_last(self, name, deed):
        """The same, of something done again and again: nobody says when a socket has begun to listen."""
        for _ in range(20):
            deed()
            try:
                return self.hears(name, within=1)
            except Deaf:
                continue
        raise Deaf(name)

    def _next(self, name, within):
        try:
            return self._heard.get(timeout=within)
        except Empty:
            raise Deaf(f"nothing is heard of {name}") from None


def _user_stream(mastodon):
    """The stream of the user, by server-sent events."""
    ear = Ear()
    handle = mastodon.stream_user(ear.listener, run_async=True, timeout=20)
    eventually("the stream is open", handle.is_receiving)
    return ear, handle


def _socket(mastodon):
    """The same through a socket."""
    ear = Ear()
    handle = mastodon.stream_open_websocket(ear.listener, timeout=20)
    mastodon.stream_user(ear.listener, websocket_handle=handle)
    return ear, handle


@pytest.mark.parametrize("listen", [_user_stream, _socket], ids=["events", "socket"])
def test_everything_is_heard_as_it_happens(mastodon, bo, listen):
    assert mastodon.stream_healthy()
    ear, handle = listen(mastodon)
    ear.hears_at_last("filters_changed", lambda: mastodon.filter_delete(mastodon.filter_create("chess", ["home"])))
    uri = bo.post("The swallows are here")
    status = ear.hears("update")
    assert status.uri == uri
    bo.edit(uri, "The swallows are here, all of them")
    assert "all of them" in ear.hears("status_update").content
    ours = mastodon.status_post("And ours?")
    assert ear.hears("update").id == ours.id
    arrives(bo, ours.uri)
    bo.like(ours.uri)
    note = ear.hears("notification")
    assert (note.type, note.status.id) == ("favourite", ours.id)
    bo.delete(uri)
    assert str(ear.hears("delete")) == str(status.id)
    _close([handle], bo)


def test_other_streams_bring_what_they_are_for(mastodon, ada, bo, friend):
    birds = mastodon.list_create("Birds")
    mastodon.list_accounts_add(birds, [friend])
    ears = {name: Ear() for name in ("list", "tag", "public", "told", "direct")}
    handles = [
        mastodon.stream_list(birds, ears["list"].listener, run_async=True),
        mastodon.stream_hashtag("curlew", ears["tag"].listener, run_async=True),
        mastodon.stream_public(ears["public"].listener, run_async=True, remote=True),
        mastodon.stream_user_notifications(ears["told"].listener, run_async=True),
        mastodon.stream_direct(ears["direct"].listener, run_async=True),
    ]
    eventually("all streams are open", lambda: all(handle.is_receiving() for handle in handles))
    uri = bo.post(f"@{ada.handle} a #curlew over the marsh")
    for name in ("list", "tag", "public"):
        assert ears[name].hears("update").uri == uri, name
    assert ears["told"].hears("notification").status.uri == uri
    uri = bo.post(f"@{ada.handle} between us: it nests", visibility="direct")
    assert ears["direct"].hears("conversation").last_status.uri == uri
    _close(handles, bo, f"@{ada.handle} #curlew, good night")


def _close(handles, bo, text="Good night"):
    """Close streams of events; that takes until the next thing comes through each."""
    closing = [Thread(target=handle.close, daemon=True) for handle in handles]
    for thread in closing:
        thread.start()
    for visibility in ("public", "direct"):
        bo.post(text, visibility=visibility)
    eventually("the streams are closed", lambda: not any(handle.is_alive() for handle in handles))
    for thread in closing:
        thread.join(timeout=20)


def test_a_stream_is_found_again_after_the_node_was_away(mastodon, ada, bo):
    ear = Ear()
    handle = mastodon.stream_user(ear.listener, run_async=True, reconnect_async=True, reconnect_async_wait_sec=1)
    eventually("the stream is open", handle.is_receiving)
    node = ada.programs[0]
    node.stop()
    node.start()
    ear.hears_at_last("filters_changed", lambda: mastodon.filter_delete(mastodon.filter_create("chess", ["home"])))
    uri = bo.post("Said when Ada's node was back")
    while ear.hears("update").uri != uri:
        pass
    _close([handle], bo)


def test_a_push_reaches_the_app_and_can_be_opened(mastodon, bo, push_service):
    private, public = mastodon.push_subscription_generate_keys()
    made = mastodon.push_subscription_set(push_service.endpoint("script"), public, favourite_events=True,
                                          mention_events=True, follow_events=False)
    assert made.endpoint == push_service.endpoint("script")
    assert (made.alerts.favourite, made.alerts.mention, made.alerts.follow) == (True, True, False)
    assert mastodon.push_subscription().server_key == made.server_key
    status = mastodon.status_post("Who hears this while the app is closed?")
    arrives(bo, status.uri)
    bo.like(status.uri)
    push = push_service.next("script")
    opened = mastodon.push_subscription_decrypt_push(push.body, private, push.headers["encryption"],
                                                     push.headers["crypto-key"])
    assert opened.notification_type == "favourite"
    assert mastodon.notifications(opened.notification_id).status.id == status.id
    assert opened.access_token == mastodon.access_token
    assert mastodon.push_subscription_update(reblog_events=True).alerts.reblog
    bo.boost(status.uri)
    push = push_service.next("script")
    opened = mastodon.push_subscription_decrypt_push(push.body, private, push.headers["encryption"],
                                                     push.headers["crypto-key"])
    assert opened.notification_type == "reblog"
    mastodon.push_subscription_delete()
