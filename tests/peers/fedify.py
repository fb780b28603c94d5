"""The peer built on Fedify: one Node process with its own TLS, told what to do over a loopback port."""

import os
from pathlib import Path

import requests

from peers.mastodon_person import plain
from peers.person import Post
from peers.program import Program

_SOURCE = Path(__file__).parent / "fedify_peer"
CAVAGE = "draft-cavage-http-signatures-12"
RFC9421 = "rfc9421"


class FedifyPerson:
    """Anna, the one actor of the peer. Satisfies `person.Person`; deletes, edits and all."""

    cannot = {}

    def __init__(self, network, host, folder, first_knock, port, authorized_fetch=False):
        folder.mkdir(parents=True)
        certificate, key = network.certificate(host)
        self.server = host
        self.handle = f"anna@{host}"
        self._control = f"http://127.0.0.1:{port}"
        environment = {
            "PATH": os.environ["PATH"], "HOST": host, "ADDRESS": network.address(host),
            "CERTIFICATE": str(certificate), "KEY": str(key), "CONTROL_PORT": str(port),
            "STATE": str(folder / "state.json"), "FIRST_KNOCK": first_knock,
            "AUTHORIZED_FETCH": "1" if authorized_fetch else "",
            "NODE_EXTRA_CA_CERTS": str(network.authority),
        }
        node = _SOURCE / "node_modules" / ".bin" / "node"
        self.programs = [Program(f"fedify at {host}", [node, _SOURCE / "peer.mjs"], folder / "log",
                                 (network.address(host), 443), environment)]

    def start(self):
        """Start the server; its memory is the same as before."""
        self.programs[0].start()

    def stop(self):
        """Stop the server; connections are refused from now on."""
        self.programs[0].stop()

    def find(self, handle):
        """WebFinger and actor, signed."""
        return self._do("find", handle=f"@{handle}")["actor"]

    def follow(self, handle):
        """Send a Follow."""
        self._do("follow", handle=f"@{handle}")

    def unfollow(self, handle):
        """Send the Undo of the Follow."""
        self._do("unfollow", handle=f"@{handle}")

    def follows(self, handle):
        """Whether an Accept has come."""
        sent = self._state()["following"].get(self.find(handle))
        return sent is not None and sent["state"] == "accepted"

    def followed_by(self, handle):
        """Whether a Follow has come and no Undo."""
        return self.find(handle) in self._state()["followers"]

    def post(self, text, visibility="public", reply_to=None):
        """Send a Create; the URI of the note."""
        return self._do("post", text=text, visibility=visibility, replyTo=reply_to)["uri"]

    def ask(self, text, options):
        """Send a Create of a Question; its URI."""
        return self._do("post", text=text, options=options)["uri"]

    def vote(self, uri, option):
        """Send a Create of a note that has only a name."""
        self._do("vote", uri=uri, option=option)

    def votes(self, uri):
        """Of an own poll what came in, of another's what its author says."""
        state = self._state()
        if uri in state["notes"]:
            return {option: len(voters) for option, voters in state["notes"][uri]["votes"].items()}
        return state["seen"][uri]["votes"]

    def edit(self, uri, text):
        """Send an Update."""
        self._do("edit", uri=uri, text=text)

    def delete(self, uri):
        """Send a Delete with a Tombstone."""
        self._do("delete", uri=uri)

    def like(self, uri):
        """Send a Like."""
        self._do("like", uri=uri)

    def unlike(self, uri):
        """Send the Undo of the Like."""
        self._do("unlike", uri=uri)

    def boost(self, uri):
        """Send an Announce."""
        self._do("boost", uri=uri)

    def unboost(self, uri):
        """Send the Undo of the Announce."""
        self._do("unboost", uri=uri)

    def fetch(self, uri):
        """Fetch a note, signed."""
        self._do("fetch", uri=uri)

    def sees(self, uri):
        """The note as the inbox brought it."""
        note = self._state()["seen"].get(uri)
        return note and Post(plain(note["text"]), note["visibility"], note["replyTo"])

    def likes(self, uri):
        """Likes that came and were not taken back."""
        return len(self._state()["likes"].get(uri, []))

    def boosts(self, uri):
        """Boosts that came and were not taken back."""
        return len(self._state()["boosts"].get(uri, []))

    def _state(self):
        return self._do("state")

    def _do(self, deed, **argument):
        answer = requests.post(f"{self._control}/{deed}", json=argument, timeout=30)
        assert answer.ok, f"{self.handle} could not {deed} {argument}: {answer.text}"
        return answer.json()
