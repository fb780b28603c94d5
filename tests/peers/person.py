"""What a person on any server can do and see, so that every story is told once and in both directions.

`MastodonPerson` drives Nichoir and snac through the Mastodon API, `FedifyPerson` our own peer. Posts are
named by their ActivityPub URI, people by their handle (`anna@cavage.test`).
"""

from dataclasses import dataclass
from typing import Protocol

import pytest


@dataclass(frozen=True)
class Post:
    """A post as one server shows it."""

    text: str
    visibility: str
    reply_to: str | None


class Person(Protocol):
    """One account on one server."""

    handle: str
    server: str
    # What this server cannot do, and how we know: named exceptions, listed in README.md.
    cannot: dict[str, str]

    def find(self, handle) -> str:
        """Look somebody up by handle; the URI of their actor."""

    def follow(self, handle):
        """Ask to follow."""

    def unfollow(self, handle):
        """Stop following."""

    def follows(self, handle) -> bool:
        """Whether the other server has accepted our follow."""

    def followed_by(self, handle) -> bool:
        """Whether they follow us."""

    def post(self, text, visibility="public", reply_to=None) -> str:
        """Publish; the URI of the new post. `@user@host` in the text is a mention."""

    def ask(self, text, options) -> str:
        """Publish a poll with one choice, open for an hour; its URI."""

    def vote(self, uri, option):
        """Choose an option of a poll that this person sees."""

    def votes(self, uri) -> dict[str, int]:
        """How many chose each option, as far as this server knows."""

    def edit(self, uri, text):
        """Change the text of an own post."""

    def delete(self, uri):
        """Delete an own post."""

    def like(self, uri):
        """Like a post that this person sees."""

    def unlike(self, uri):
        """Take the like back."""

    def boost(self, uri):
        """Boost a post that this person sees."""

    def unboost(self, uri):
        """Take the boost back."""

    def fetch(self, uri):
        """Look a post up by its address."""

    def sees(self, uri) -> Post | None:
        """The post as it arrived here by itself, never fetched for the question; None if it is not here."""

    def likes(self, uri) -> int:
        """How many likes of the post this server knows."""

    def boosts(self, uri) -> int:
        """How many boosts of the post this server knows."""


def needs(person, ability):
    """Skip the story, visibly and with the reason, where this person's server lacks the ability."""
    reason = person.cannot.get(ability)
    if reason:
        pytest.skip(f"{person.server} cannot {ability}: {reason}")
