"""Nichoir itself: the real binary behind nginx, set up and spoken to as its owner would."""

import os
import subprocess
from pathlib import Path

from peers.mastodon_client import MastodonClient
from peers.mastodon_person import MastodonPerson
from peers.program import Program
from peers.tls_proxy import tls_proxy

_PORT = 8080
_ROOT = Path(__file__).parents[2]


class NichoirPerson(MastodonPerson):
    """The owner of the node, Marie unless told otherwise."""

    passphrase = "a passphrase of several words"

    def __init__(self, network, folder, host, trust=None, owner="marie"):
        """`trust` is a bundle of certificates, where it is to trust others than this network does."""
        folder.mkdir(parents=True)
        self.owner = owner
        self._data = folder / "data"
        program = binary()
        address = network.address(host)
        subprocess.run([program, "setup", "--name", owner, "--domain", host, "--passphrase-stdin",
                        "--data", self._data], input=self.passphrase + "\n", text=True, check=True)
        environment = {"PATH": os.environ["PATH"], "NICHOIR_LOG": "nichoir=debug"}
        if trust:
            environment["SSL_CERT_FILE"] = str(trust)
        self.programs = [
            Program("nichoir", [program, "serve", "--data", self._data, "--listen", f"{address}:{_PORT}"],
                    folder / "log", (address, _PORT), environment),
            tls_proxy(network, host, f"{address}:{_PORT}", folder / "proxy"),
        ]
        self.actor = f"https://{host}/users/{owner}"
        self.inbox = f"{self.actor}/inbox"
        super().__init__(MastodonClient(f"https://{host}", network.bundle), f"{owner}@{host}")

    def start(self):
        """Start the node and its proxy, and log in."""
        for program in self.programs:
            program.start()
        self.client.log_in(self.owner, self.passphrase)

    def stop(self):
        """Stop both."""
        for program in reversed(self.programs):
            program.stop()

    def switch(self, name, value):
        """`nichoir set NAME VALUE`"""
        subprocess.run([binary(), "set", name, value, "--data", self._data], check=True)

    def lock(self):
        """From now on follow requests wait for approval."""
        self.client.patch("/api/v1/accounts/update_credentials", locked="true")

    def unlock(self):
        """From now on follow requests are accepted at once."""
        self.client.patch("/api/v1/accounts/update_credentials", locked="false")

    def approve(self, handle):
        """Authorize the waiting follow request; whether there was one."""
        waiting = self.client.get("/api/v1/follow_requests")
        theirs = [account for account in waiting if self._is(account, handle)]
        for account in theirs:
            self.client.post(f"/api/v1/follow_requests/{account['id']}/authorize")
        return bool(theirs)


def binary():
    """The one build that all black-box tests use: `NICHOIR_BINARY`, else the debug build."""
    binary = Path(os.environ.get("NICHOIR_BINARY", _ROOT / "target" / "debug" / "nichoir"))
    if not binary.exists():
        raise RuntimeError(f"{binary} is not there: run `cargo build`, or name another with NICHOIR_BINARY")
    return binary
