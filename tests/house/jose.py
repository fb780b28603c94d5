"""Requests of ACME as they are signed (RFC 8555 §6.2), by a P-256 key that the authority does not know by name."""

import base64
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


def signed(key_pem, header, payload):
    """`payload` as a flattened JWS; `header` is completed with the algorithm and the public key."""
    key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    public = key.public_key().public_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "x": _number(public.x), "y": _number(public.y)}
    protected = _json({"alg": "ES256", "jwk": jwk, **header})
    body = _json(payload)
    r, s = utils.decode_dss_signature(key.sign(f"{protected}.{body}".encode(), ec.ECDSA(hashes.SHA256())))
    return {"protected": protected, "payload": body, "signature": base64url(r.to_bytes(32) + s.to_bytes(32))}


def base64url(octets):
    """Without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _number(number):
    return base64url(number.to_bytes(32))


def _json(value):
    return base64url(json.dumps(value).encode())
