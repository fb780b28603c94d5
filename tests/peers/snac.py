"""snac2 from Debian: a small server in C that knows only the older signatures and queues before it verifies."""

import json
import re
import subprocess

import requests

from peers.mastodon_client import MastodonClient
from peers.mastodon_person import MastodonPerson
from peers.program import Program
from peers.tls_proxy import tls_proxy

_HOST = "snac.test"
_USER = "sofie"
_PORT = 8001


class SnacPerson(MastodonPerson):
    """Sofie, the one user of the server."""

    cannot = {
        "forget a boost that is taken back":
            "it logs 'Unboost for …' and keeps the boost in its index (seen with 2.75)",
        "tell unlisted from public":
            "its API shows a post with the public collection in cc as 'public' (seen with 2.75)",
        "post to followers only":
            "it knows public, unlisted and mentioned-only; 'private' goes to nobody (seen with 2.75)",
    }

    def __init__(self, network, folder):
        folder.mkdir(parents=True)
        data = folder / "data"
        _snac("init", data, answers=["127.0.0.1", _PORT, _HOST, "", ""])
        told = _snac("adduser", data, answers=[_USER, ""])
        self._password = re.search(r"password is (\S+)", told)[1]
        self._raise_log_level(data)
        self._following = data / "user" / _USER / "following"
        self.programs = [
            Program("snac", ["snac", "httpd", data], folder / "log", ("127.0.0.1", _PORT),
                    noise="mastoapi"),
            tls_proxy(network, _HOST, f"127.0.0.1:{_PORT}", folder / "proxy"),
        ]
        self._logged_in = False
        self._trust = network.bundle
        super().__init__(MastodonClient(f"https://{_HOST}", network.bundle), f"{_USER}@{_HOST}")

    def start(self):
        """Start the server and its proxy; log in the first time."""
        for program in self.programs:
            program.start()
        if not self._logged_in:
            self.client.log_in(_USER, self._password)
            self._logged_in = True

    def stop(self):
        """Stop both: connections are refused from now on."""
        for program in reversed(self.programs):
            program.stop()

    def follows(self, handle):
        """From its files: the API says `following` from the moment of asking, the file holds the Accept."""
        actor = self.find(handle)
        kept = (json.loads(path.read_text()) for path in self._following.glob("*.json"))
        return any(answer["type"] == "Accept" and answer["actor"] == actor for answer in kept)

    def ask(self, text, options):
        """Through the web page's form: the API of snac 2.75 makes no polls."""
        self._form("note", content=text, poll_options="\n".join(options), poll_multiple="off",
                   poll_end_secs="3600")
        mine = (status for status in self._arrived() if status["account"]["acct"] == self.handle)
        return next(status["uri"] for status in mine if status["content"].startswith(text))

    def delete(self, uri):
        """Through the web page's form: the API of snac 2.75 has no DELETE for statuses (404)."""
        self._form("action", action="Delete", id=uri, actor=f"https://{_HOST}/{_USER}")

    def _form(self, name, **fields):
        answer = requests.post(f"https://{_HOST}/{_USER}/admin/{name}", timeout=30, verify=str(self._trust),
                               auth=(_USER, self._password), data=fields, allow_redirects=False)
        assert answer.status_code in (200, 303), f"snac refused {fields}: {answer.status_code} {answer.text}"

    @staticmethod
    def _raise_log_level(data):
        """Its log then says why it drops something."""
        path = data / "server.json"
        settings = json.loads(path.read_text())
        settings["dbglevel"] = 1
        path.write_text(json.dumps(settings))


def _snac(command, data, answers):
    """Run a command that asks questions; what it printed."""
    done = subprocess.run(["snac", command, data], input="\n".join(str(answer) for answer in answers) + "\n",
                          capture_output=True, text=True, check=True)
    return done.stdout + done.stderr
