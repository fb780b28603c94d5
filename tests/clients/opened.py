"""A browser's half of Web Push: its keys, and opening what came for them (RFC 8291, or the draft before it)."""

import base64
import json
import os

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Receiver:
    """The keys of one subscription."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._secret = os.urandom(16)
        point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        self.p256dh, self.auth = _text(point), _text(self._secret)

    def opens(self, push):
        """The JSON inside."""
        sealing = {"private_key": self._key, "auth_secret": self._secret}
        if push.headers["content-encoding"] == "aesgcm":
            salt, sender = push.headers["encryption"], push.headers["crypto-key"]
            sealing |= {"version": "aesgcm", "salt": _value(salt, "salt"), "dh": _value(sender, "dh")}
        return json.loads(http_ece.decrypt(push.body, **sealing))


def _value(header, name):
    found = dict(part.strip().split("=", 1) for part in header.replace(",", ";").split(";"))
    return _bytes(found[name])


def _text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
