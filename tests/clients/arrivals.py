"""Waiting until the two nodes have told each other something, seen with plain calls of the API."""

from peers.waiting import eventually


def arrives(person, uri):
    """The Status entity of this post as soon as it is in the person's home or notifications."""
    return eventually(f"{person.handle} sees {uri}", lambda: person.status(uri))


def told(person, kind, uri=None):
    """The newest notification of this kind, about this post, as soon as the person has one."""
    def newest():
        notes = person.client.get("/api/v1/notifications", **{"types[]": kind})
        return next((note for note in notes if uri is None or note["status"]["uri"] == uri), None)
    return eventually(f"{person.handle} is told of a {kind}", newest)
