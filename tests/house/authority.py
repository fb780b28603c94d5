"""A certificate authority on the internet of the lab: pebble, which checks a name the way Let's Encrypt does.

There are two of them, as at Let's Encrypt: one whose certificates count and one to practise with.
"""

import json
import re
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import requests

from house.jose import base64url, signed
from peers.program import Program

# What .ci/install unpacked beside the Python packages: newer than most releases have.
_NEWEST = Path(sys.prefix) / "pebble" / "usr" / "bin" / "pebble"
PROFILES = {
    "tlsserver": {"description": "Like the usual one of Let's Encrypt", "validityPeriod": 45 * 86_400},
    "shortlived": {"description": "For those on call", "validityPeriod": 6 * 86_400},
}


class Authority:
    """`host` is the name of its own API, `profiles` what it offers, `blind` that it finds no name in DNS."""

    def __init__(self, network, folder, host, port, name_server, profiles=None, blind=False):
        self.host, self.port = host, port
        self.folder = folder / host
        self.folder.mkdir(parents=True)
        self._trust = network.authority
        self.directory = f"https://{host}:{port}/dir"
        self._management = f"https://{host}:{port + 1}"
        self.root = self.folder / "root.pem"
        certificate, key = network.certificate(host)
        self._configuration = self.folder / "pebble.json"
        self._configuration.write_text(json.dumps({"pebble": {
            "listenAddress": f":{port}", "managementListenAddress": f":{port + 1}",
            "certificate": str(certificate), "privateKey": str(key), "httpPort": 80, "tlsPort": 443,
            "ocspResponderURL": "", "externalAccountBindingRequired": False,
            "retryAfter": {"authz": 1, "order": 1}, "profiles": profiles or PROFILES,
        }}))
        environment = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "5"}
        # Nobody listens at port 1.
        name_server = "127.0.0.1:1" if blind else name_server
        command = [binary(), "-config", self._configuration, "-dnsserver", name_server]
        self.program = Program(f"pebble at {host}", command, self.folder / "log", ("127.0.0.1", port),
                               environment, noise="nonce")

    def start(self):
        """Start, with a new root as at every start; `root` is where it lies."""
        self.program.start()
        self.root.write_text(self._get(f"{self._management}/roots/0").text)

    def stop(self):
        """Stop; its memory is gone."""
        self.program.stop()

    def calls(self):
        """How many requests of ACME it has had."""
        return len(self._said("-> calling handler()"))

    def orders(self):
        """How many orders it has been asked for since it started."""
        return len(self._said("Added order "))

    def issued(self):
        """How many certificates it has made."""
        return len(self._said("Issued certificate serial "))

    def replacements(self):
        """How many orders said which certificate they replace (RFC 9773 §5)."""
        return len(self._said("is a replacement of"))

    def refusals(self):
        """How many authorizations failed."""
        return len(self._said("set INVALID by completed challenge"))

    def log(self):
        """All that it has said."""
        return self.program.log.read_text(errors="replace")

    def revoke(self, certificate_pem, key_pem):
        """Revoke a certificate as whoever has its key may (RFC 8555 §7.6). Renewal information then says: at once."""
        at = self._get(self.directory).json()
        payload = {"certificate": base64url(ssl.PEM_cert_to_DER_cert(certificate_pem)), "reason": 1}
        # It refuses some good nonces so that nobody relies on them.
        for _ in range(5):
            nonce = requests.head(at["newNonce"], verify=str(self._trust), timeout=5).headers["Replay-Nonce"]
            body = signed(key_pem, {"nonce": nonce, "url": at["revokeCert"]}, payload)
            answer = requests.post(at["revokeCert"], verify=str(self._trust), timeout=5, json=body,
                                   headers={"Content-Type": "application/jose+json"})
            if "badNonce" not in answer.text:
                break
        assert answer.ok, answer.text

    def offers(self, what):
        """Whether the directory has an entry `what`, such as `renewalInfo`."""
        return what in self._get(self.directory).json()

    def _get(self, url):
        return requests.get(url, verify=str(self._trust), timeout=5)

    def _said(self, words):
        return re.findall(f"^.*{re.escape(words)}.*$", self.log(), re.MULTILINE)


def binary():
    """The newest pebble that runs here."""
    if _NEWEST.exists() and subprocess.run([_NEWEST, "-version"], capture_output=True, check=False).returncode == 0:
        return str(_NEWEST)
    found = shutil.which("pebble")
    if found is None:
        raise RuntimeError("pebble is not there: .ci/install brings it")
    return found
