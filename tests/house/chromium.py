"""A real browser on one machine of the lab: what it makes of a page, and whether it trusts it."""

import base64
import json
import ssl

_POLICIES = "/etc/chromium/policies/managed"


class Chromium:
    """Trusts the authority whose root (PEM file) is given, beside those that it comes with."""

    def __init__(self, space, root):
        self._space = space
        self._profile = space.folder / "chromium"
        # Its own store of authorities, as whoever manages many browsers fills it.
        self._policies = space.folder / f"policies-{root.parent.name}"
        self._policies.mkdir(exist_ok=True)
        der = ssl.PEM_cert_to_DER_cert(root.read_text())
        (self._policies / "lab.json").write_text(json.dumps({"CACertificates": [base64.b64encode(der).decode()]}))

    def open(self, url):
        """The document as it stands once the page is there, or what chromium says instead."""
        # As root it has no sandbox; the machine that it runs on is of the lab alone.
        return self._space.run("sh", "-c", _WITH_POLICIES, "sh", self._policies, _POLICIES,
                               "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                               f"--user-data-dir={self._profile}", "--dump-dom", url, timeout=60)


_WITH_POLICIES = """
mount -t tmpfs none /etc/chromium && mkdir -p "$2" && cp "$1"/* "$2" && shift 2 && exec "$@"
"""
