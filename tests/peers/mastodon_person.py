"""A person at a server that speaks the Mastodon API."""

import re
from html import unescape

from peers.mastodon_client import ApiError
from peers.person import Post


class MastodonPerson:
    """Deeds and observations through the Mastodon API. Satisfies `person.Person`."""

    cannot = {}

    def __init__(self, client, handle):
        self.client = client
        self.handle = handle
        self.server = handle.split("@")[1]
        self._ids = {}

    def find(self, handle):
        """The actor's URI, as `search` with `resolve` finds it."""
        account = self._account(handle)
        return account.get("uri") or account["url"]

    def follow(self, handle):
        """`POST /api/v1/accounts/:id/follow`"""
        self.client.post(f"/api/v1/accounts/{self._account(handle)['id']}/follow")

    def unfollow(self, handle):
        """`POST /api/v1/accounts/:id/unfollow`"""
        self.client.post(f"/api/v1/accounts/{self._account(handle)['id']}/unfollow")

    def follows(self, handle):
        """The relationship says `following` and no longer `requested`."""
        relationship = self._relationship(handle)
        return relationship["following"] and not relationship["requested"]

    def followed_by(self, handle):
        """The relationship says `followed_by`."""
        return self._relationship(handle)["followed_by"]

    def post(self, text, visibility="public", reply_to=None):
        """`POST /api/v1/statuses`; the URI."""
        form = {"status": text, "visibility": visibility}
        if reply_to:
            form["in_reply_to_id"] = self._id(reply_to)
        status = self.client.post("/api/v1/statuses", **form)
        self._ids[status["uri"]] = status["id"]
        return status["uri"]

    def ask(self, text, options):
        """`POST /api/v1/statuses` with a poll"""
        form = {"status": text, "poll[options][]": options, "poll[expires_in]": 3600}
        status = self.client.post("/api/v1/statuses", **form)
        self._ids[status["uri"]] = status["id"]
        return status["uri"]

    def vote(self, uri, option):
        """`POST /api/v1/polls/:id/votes`"""
        poll = self.status(uri)["poll"]
        choice = [each["title"] for each in poll["options"]].index(option)
        self.client.post(f"/api/v1/polls/{poll['id']}/votes", **{"choices[]": choice})

    def votes(self, uri):
        """`votes_count` of each option"""
        return {option["title"]: option["votes_count"] for option in self.status(uri)["poll"]["options"]}

    def edit(self, uri, text):
        """`PUT /api/v1/statuses/:id`"""
        self.client.put(f"/api/v1/statuses/{self._id(uri)}", status=text)

    def delete(self, uri):
        """`DELETE /api/v1/statuses/:id`"""
        self.client.delete(f"/api/v1/statuses/{self._id(uri)}")

    def like(self, uri):
        """`POST /api/v1/statuses/:id/favourite`"""
        self.client.post(f"/api/v1/statuses/{self._id(uri)}/favourite")

    def unlike(self, uri):
        """`POST /api/v1/statuses/:id/unfavourite`"""
        self.client.post(f"/api/v1/statuses/{self._id(uri)}/unfavourite")

    def boost(self, uri):
        """`POST /api/v1/statuses/:id/reblog`"""
        self.client.post(f"/api/v1/statuses/{self._id(uri)}/reblog")

    def unboost(self, uri):
        """`POST /api/v1/statuses/:id/unreblog`"""
        self.client.post(f"/api/v1/statuses/{self._id(uri)}/unreblog")

    def fetch(self, uri):
        """`search` with `resolve`"""
        found = self.client.get("/api/v2/search", q=uri, type="statuses", resolve="true")["statuses"]
        assert found, f"{self.handle} does not find {uri}"
        self._ids[found[0]["uri"]] = found[0]["id"]

    def sees(self, uri):
        """The post, if home or the notifications have brought it."""
        status = self.status(uri)
        if status is None:
            return None
        parent = status["in_reply_to_id"]
        return Post(plain(status["content"]), status["visibility"], self.uri(parent) if parent else None)

    def likes(self, uri):
        """`favourites_count`"""
        return self.status(uri)["favourites_count"]

    def boosts(self, uri):
        """`reblogs_count`"""
        return self.status(uri)["reblogs_count"]

    def status(self, uri):
        """The Status entity of a post that is here, or None."""
        identifier = self._ids.get(uri)
        if identifier is None:
            return next((status for status in self._arrived() if status["uri"] == uri), None)
        return self._get_or_none(f"/api/v1/statuses/{identifier}")

    def context(self, uri):
        """The Context entity: ancestors and descendants."""
        return self.client.get(f"/api/v1/statuses/{self._id(uri)}/context")

    def posts_of(self, handle):
        """The URIs of their posts that are here, as their profile shows them."""
        statuses = self.client.get(f"/api/v1/accounts/{self._account(handle)['id']}/statuses", limit=40)
        return [status["uri"] for status in statuses]

    def uri(self, identifier):
        """The URI of a post by the server's own id."""
        status = self._get_or_none(f"/api/v1/statuses/{identifier}")
        return status and status["uri"]

    def notified_of(self, kind, handle):
        """Whether there is a notification of this kind from them."""
        return any(note["type"] == kind and self._is(note["account"], handle)
                   for note in self._notifications())

    def _notifications(self):
        """Those of strangers too, who may wait apart."""
        return self.client.get("/api/v1/notifications", limit=40, include_filtered="true")

    def _arrived(self):
        """Every status in home and in the notifications; what was boosted along with the boosts."""
        statuses = self.client.get("/api/v1/timelines/home", limit=40)
        statuses += [note["status"] for note in self._notifications() if note.get("status")]
        for status in statuses:
            for found in (status, status.get("reblog")):
                if found:
                    self._ids.setdefault(found["uri"], found["id"])
                    yield found

    def _id(self, uri):
        """The server's own id of a post that has arrived."""
        if uri not in self._ids:
            status = self.status(uri)
            assert status, f"{self.handle} does not see {uri}"
            self._ids[uri] = status["id"]
        return self._ids[uri]

    def _get_or_none(self, path):
        try:
            return self.client.get(path)
        except ApiError as error:
            if error.status in (404, 410):
                return None
            raise

    def _account(self, handle):
        found = self.client.get("/api/v2/search", q=f"@{handle}", type="accounts", resolve="true")
        accounts = [account for account in found["accounts"] if self._is(account, handle)]
        assert accounts, f"{self.handle} does not find @{handle}: {found}"
        return accounts[0]

    def _relationship(self, handle):
        identifier = self._account(handle)["id"]
        relationships = self.client.get("/api/v1/accounts/relationships", **{"id[]": identifier})
        return relationships[0]

    def _is(self, account, handle):
        acct = account["acct"]
        return handle == (acct if "@" in acct else f"{acct}@{self.server}")


def plain(html):
    """The words of a post without its markup."""
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()
