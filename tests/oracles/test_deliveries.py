"""What a running node sends, judged by apsig: the signature over the request and the proof inside it."""

import json

import pytest
import requests
from apsig import draft
from apsig.proof import ProofVerifier
from cryptography.hazmat.primitives import serialization

from peers.waiting import eventually


@pytest.fixture(scope="module")
def delivery(node, pasture):
    """The Create of a post that names the actor."""
    node.post(f"@{pasture.handle} is this really from me?")
    return eventually("the post arrives", lambda: pasture.heard("is this really from me?"))


@pytest.fixture(scope="module")
def actor(node, network):
    """The document that says which keys are the node's."""
    answer = requests.get(node.actor, headers={"Accept": "application/activity+json"}, timeout=30,
                          verify=str(network.bundle))
    return answer.json()


def test_it_believes_the_signature_of_the_request(delivery, actor):
    key = actor["publicKey"]
    public = serialization.load_pem_public_key(key["publicKeyPem"].encode())
    verifier = draft.Verifier(public, "POST", delivery.url, delivery.headers, delivery.body.encode())
    assert verifier.verify(raise_on_fail=True) == key["id"]


def test_it_believes_the_proof_inside_the_activity(delivery, actor):
    activity = json.loads(delivery.body)
    keys = {method["id"]: method["publicKeyMultibase"] for method in actor["assertionMethod"]}
    method = activity["proof"]["verificationMethod"]
    assert ProofVerifier(keys[method]).verify(activity, raise_on_fail=True) == method
