"""Our signatures and proofs against apsig's, in both directions.

What apsig itself cannot do is marked `apsig_cannot` and says why: these are its limits, not ours.
Run: python3 -m venv VENV; VENV/bin/pip install -r tests/oracles/requirements.txt; VENV/bin/pytest tests/oracles
"""

import base64
import hashlib
import json
import time

import jcs
import pytest
from apsig import draft
from apsig.proof import ProofSigner, ProofVerifier
from apsig.rfc9421 import RFC9421Signer, RFC9421Verifier
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from multiformats import multibase, multicodec

HOST = "home.example"
KEY_ID = "https://peer.example/users/alice#main-key"
BODY = json.dumps({"type": "Follow", "content": "Grüße"}).encode()

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED25519_KEY = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def apsig_cannot(why):
    """A named exception: apsig fails here, and if it no longer does we want to know."""
    return pytest.mark.xfail(reason=f"apsig 0.6.0: {why}", strict=True)


def now_ms():
    return int(time.time() * 1000)


def b64(data):
    return base64.b64encode(data).decode()


def private(key):
    """A private key as our store keeps it."""
    if isinstance(key, rsa.RSAPrivateKey):
        data = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return {"kind": "rsa", "bytes": b64(data)}
    return {"kind": "ed25519", "bytes": b64(key.private_bytes_raw())}


def multikey(key):
    """The public half as a Multikey, written by the multiformats library."""
    if isinstance(key, rsa.RSAPrivateKey):
        data = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.PKCS1
        )
        return multibase.encode(multicodec.wrap("rsa-pub", data), "base58btc")
    data = key.public_key().public_bytes_raw()
    return multibase.encode(multicodec.wrap("ed25519-pub", data), "base58btc")


def signed_by_us(ours, dialect, method, target, key):
    answer = ours(
        "sign",
        dialect=dialect,
        method=method,
        host=HOST,
        target=target,
        body=b64(BODY) if method == "POST" else None,
        key=private(key),
        key_id=KEY_ID,
        now_ms=now_ms(),
    )
    return {"host": HOST, **dict(answer["headers"])}


def checked_by_us(ours, method, target, headers, key, body=b""):
    return ours(
        "verify",
        method=method,
        host=HOST,
        target=target,
        headers=[[name.lower(), value] for name, value in headers.items()],
        body=b64(body),
        multibase=multikey(key),
        now_ms=now_ms(),
    )


@pytest.mark.parametrize("key", [RSA_KEY, ED25519_KEY], ids=["rsa", "ed25519"])
def test_public_keys_are_written_alike(ours, key):
    public = ours("public", key=private(key))
    assert public["multibase"] == multikey(key)
    assert public["pem"].encode() == key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


# The draft ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method, target",
    [
        ("GET", "/users/alice"),
        ("GET", "/outbox?page=true"),
        ("POST", "/inbox"),
        pytest.param(
            "POST", "/inbox?page=true", marks=apsig_cannot("leaves the query of a POST out")
        ),
    ],
)
def test_we_accept_its_draft_signatures(ours, method, target):
    body = BODY if method == "POST" else b""
    signer = draft.Signer({}, RSA_KEY, method, f"https://{HOST}{target}", KEY_ID, body)
    headers = signer.sign()
    assert checked_by_us(ours, method, target, headers, RSA_KEY, body) == {
        "key_id": KEY_ID,
        "dialect": "Draft",
    }


def test_we_refuse_its_draft_signatures_over_another_body(ours):
    headers = draft.Signer({}, RSA_KEY, "POST", f"https://{HOST}/inbox", KEY_ID, BODY).sign()
    answer = checked_by_us(ours, "POST", "/inbox", headers, RSA_KEY, b"{}")
    assert answer == {"error": "the body is not the one that was signed"}


@pytest.mark.parametrize(
    "method, target",
    [
        ("POST", "/inbox"),
        ("GET", "/users/alice"),
        pytest.param("GET", "/outbox?page=1", marks=apsig_cannot("leaves the query out")),
    ],
)
def test_it_accepts_our_draft_signatures(ours, method, target):
    headers = signed_by_us(ours, "draft", method, target, RSA_KEY)
    body = BODY if method == "POST" else b""
    verifier = draft.Verifier(
        RSA_KEY.public_key(), method, f"https://{HOST}{target}", headers, body
    )
    assert verifier.verify(raise_on_fail=True) == KEY_ID


def test_it_refuses_our_draft_signatures_over_another_body(ours):
    headers = signed_by_us(ours, "draft", "POST", "/inbox", RSA_KEY)
    url = f"https://{HOST}/inbox"
    assert draft.Verifier(RSA_KEY.public_key(), "POST", url, headers, b"{}").verify() is None


# RFC 9421 ----------------------------------------------------------------------------------------


def signed_by_it(method, components, headers, body=b""):
    signer = RFC9421Signer(RSA_KEY, KEY_ID)
    signer.sign_headers = components
    signed = signer.sign(method, "/inbox", HOST, headers, body)
    # It signs the header that it was given and then overwrites it; see the exception below.
    if "content-digest" in headers:
        signed["content-digest"] = headers["content-digest"]
    return signed


def content_digest(body):
    return f"sha-256=:{b64(hashlib.sha256(body).digest())}:"


def test_we_accept_its_message_signatures(ours):
    components = ["date", "@method", "@path", "@authority", "content-digest"]
    headers = {"content-digest": content_digest(BODY)}
    signed = signed_by_it("POST", components, headers, BODY)
    assert checked_by_us(ours, "POST", "/inbox", signed, RSA_KEY, BODY) == {
        "key_id": KEY_ID,
        "dialect": "Message",
    }


def test_we_accept_its_default_message_signature_of_a_get(ours):
    components = RFC9421Signer(RSA_KEY, KEY_ID).sign_headers
    signed = signed_by_it("GET", components, {"content-type": "application/activity+json"})
    assert checked_by_us(ours, "GET", "/inbox", signed, RSA_KEY)["key_id"] == KEY_ID


@apsig_cannot("does not cover the content-digest of a POST by default, and writes it wrongly")
def test_we_accept_its_default_message_signature_of_a_post(ours):
    components = RFC9421Signer(RSA_KEY, KEY_ID).sign_headers
    signed = signed_by_it("POST", components, {"content-type": "application/activity+json"}, BODY)
    assert checked_by_us(ours, "POST", "/inbox", signed, RSA_KEY, BODY)["key_id"] == KEY_ID


@pytest.mark.parametrize("key", [RSA_KEY, ED25519_KEY], ids=["rsa", "ed25519"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_accepts_our_message_signatures(ours, method, key):
    headers = signed_by_us(ours, "message", method, "/inbox", key)
    # It does not know @target-uri, but looks unknown components up among the headers.
    headers["@target-uri"] = f"https://{HOST}/inbox"
    verifier = RFC9421Verifier(key.public_key(), method, "/inbox", HOST, headers)
    assert verifier.verify(raise_on_fail=True) == KEY_ID


@apsig_cannot("does not know @target-uri")
def test_it_accepts_our_message_signatures_untold(ours):
    headers = signed_by_us(ours, "message", "POST", "/inbox", RSA_KEY)
    verifier = RFC9421Verifier(RSA_KEY.public_key(), "POST", "/inbox", HOST, headers)
    assert verifier.verify(raise_on_fail=True) == KEY_ID


def test_it_refuses_our_message_signatures_for_another_path(ours):
    headers = signed_by_us(ours, "message", "POST", "/inbox", RSA_KEY)
    headers["@target-uri"] = f"https://{HOST}/users/alice/inbox"
    verifier = RFC9421Verifier(RSA_KEY.public_key(), "POST", "/inbox", HOST, headers)
    assert verifier.verify() is None


# Integrity proofs --------------------------------------------------------------------------------

METHOD = "https://peer.example/users/alice#ed25519-key"


def activity():
    return {
        "@context": [
            "https://www.w3.org/ns/activitystreams",
            "https://w3id.org/security/data-integrity/v2",
        ],
        "id": "https://peer.example/activities/1",
        "type": "Create",
        "actor": "https://peer.example/users/alice",
        "object": {"type": "Note", "content": "Grüße \U0001f426 \u2028", "longitude": -71.184902},
    }


def proof_options():
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "verificationMethod": METHOD,
        "created": "2026-01-01T00:00:00Z",
    }


def checked_proof(ours, object):
    return ours("verify-proof", object=object, multibase=multikey(ED25519_KEY), now_ms=now_ms())


def test_we_accept_its_proofs(ours):
    signed = ProofSigner(ED25519_KEY).sign(activity(), proof_options())
    assert checked_proof(ours, signed) == {"key_id": METHOD}
    signed["object"]["content"] = "changed"
    assert "error" in checked_proof(ours, signed)


def test_it_accepts_our_proofs(ours):
    signed = ours(
        "sign-proof",
        object=activity(),
        key=private(ED25519_KEY),
        verification_method=METHOD,
        created="2026-01-01T00:00:00Z",
    )["object"]
    changed = json.loads(json.dumps(signed))
    changed["object"]["content"] = "changed"
    verifier = ProofVerifier(ED25519_KEY.public_key())
    assert verifier.verify(signed, raise_on_fail=True) == METHOD
    assert verifier.verify(changed) is None


def test_both_make_the_same_proof(ours):
    signed = ours(
        "sign-proof",
        object=activity(),
        key=private(ED25519_KEY),
        verification_method=METHOD,
        created="2026-01-01T00:00:00Z",
    )["object"]
    assert signed == ProofSigner(ED25519_KEY).sign(activity(), proof_options())


@pytest.mark.parametrize(
    "value",
    [
        0, -0.0, 1.0, 1e21, 1e20, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308, 1424953923781206.25,
        0.1 + 0.2, 2**53, -71.184902, "\u0000\u001f\u007f\u2028\"\\/", {"\ufb33": 1, "\U0001f600": 2, "": 3},
        [[], {}, None, True, False],
    ],
)  # fmt: skip
def test_canonical_json_is_the_same(ours, value):
    assert ours("canonical", value=value)["text"].encode() == jcs.canonicalize(value)
