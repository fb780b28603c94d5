//! The vectors of FEP-8b32, and what hostile objects try.

use serde_json::{Value, json};

use super::*;

const NOW_MS: i64 = 1_763_900_000_000;
const METHOD: &str = "https://server.example/users/alice#ed25519-key";

/// The unsigned document of fep-8b32.feature.
fn document() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/activitystreams",
            "https://w3id.org/security/data-integrity/v2"
        ],
        "id": "https://server.example/activities/1",
        "type": "Create",
        "actor": "https://server.example/users/alice",
        "object": {
            "id": "https://server.example/objects/1",
            "type": "Note",
            "attributedTo": "https://server.example/users/alice",
            "content": "Hello world",
            "location": { "type": "Place", "longitude": -71.184902, "latitude": 25.273962 }
        }
    })
}

/// The secret key of fep-8b32.feature: a multikey of `ed25519-priv`.
fn key() -> PrivateKey {
    let bytes = bs58::decode("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq").into_vec().unwrap();
    PrivateKey::ed25519_from_seed(bytes[2..].try_into().unwrap())
}

fn public() -> PublicKey {
    key().public().unwrap()
}

fn signed() -> Value {
    let mut document = document();
    sign(&mut document, &key(), METHOD, "2023-02-24T23:36:38Z").unwrap();
    document
}

#[test]
fn the_vector_of_the_proposal_comes_out_the_same() {
    assert_eq!(public().to_multibase(), "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
    assert_eq!(
        signed()["proof"]["proofValue"],
        "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL"
    );
    assert_eq!(verification_method(&signed()), Ok(METHOD));
    assert_eq!(verify(&signed(), &public(), NOW_MS), Ok(()));
}

#[test]
fn a_changed_object_or_proof_is_refused() {
    let changes: [fn(&mut Value); 4] = [
        |object| object["object"]["content"] = json!("Bye"),
        |object| object["proof"]["created"] = json!("2024-01-01T00:00:00Z"),
        |object| object["added"] = json!(true),
        |object| object["object"]["location"]["latitude"] = json!(25.273963),
    ];
    for change in changes {
        let mut object = signed();
        change(&mut object);
        assert_eq!(verify(&object, &public(), NOW_MS), Err(ProofError::Wrong));
    }
}

#[test]
fn numbers_that_mean_the_same_hash_the_same() {
    let mut object = document();
    object["count"] = json!(1);
    sign(&mut object, &key(), METHOD, "2023-02-24T23:36:38Z").unwrap();
    let again = object.to_string().replace("\"count\":1", "\"count\":1.0e0");
    assert_eq!(verify(&serde_json::from_str(&again).unwrap(), &public(), NOW_MS), Ok(()));
}

#[test]
fn contexts_may_be_added_behind_the_signed_ones_only() {
    let mut object = signed();
    object["@context"].as_array_mut().unwrap().push(json!("https://more.example/ns"));
    assert_eq!(verify(&object, &public(), NOW_MS), Ok(()));
    object["@context"].as_array_mut().unwrap().insert(0, json!("https://evil.example/ns"));
    assert_eq!(verify(&object, &public(), NOW_MS), Err(ProofError::Context));
    object.as_object_mut().unwrap().remove("@context");
    assert_eq!(verify(&object, &public(), NOW_MS), Err(ProofError::Context));
}

#[test]
fn a_linked_data_signature_beside_the_proof_is_nothing() {
    let mut object = signed();
    object["signature"] = json!({ "type": "RsaSignature2017" });
    assert_eq!(verify(&object, &public(), NOW_MS), Ok(()));
}

#[test]
fn one_proof_in_an_array_is_a_proof_and_two_are_none() {
    let mut object = signed();
    let proof = object["proof"].clone();
    object["proof"] = json!([proof]);
    assert_eq!(verify(&object, &public(), NOW_MS), Ok(()));
    object["proof"] = Value::Array(vec![proof; 100]);
    assert_eq!(verification_method(&object), Err(ProofError::Malformed));
    object["proof"] = json!([]);
    assert_eq!(verification_method(&object), Err(ProofError::Malformed));
    object["proof"] = Value::Null;
    assert_eq!(verification_method(&object), Err(ProofError::Missing));
}

#[test]
fn a_proof_of_another_purpose_or_suite_is_refused_before_any_fetch() {
    for (name, value, error) in [
        ("proofPurpose", json!("authentication"), ProofError::Purpose),
        ("cryptosuite", json!("eddsa-rdfc-2022"), ProofError::UnknownSuite),
        ("type", json!("Ed25519Signature2020"), ProofError::UnknownSuite),
        ("verificationMethod", json!(["a"]), ProofError::Malformed),
    ] {
        let mut object = signed();
        object["proof"][name] = value;
        assert_eq!(verification_method(&object), Err(error), "{name}");
    }
}

#[test]
fn the_key_the_owner_and_the_object_share_an_origin() {
    for (pointer, value) in [
        ("/proof/verificationMethod", "https://evil.example/users/alice#ed25519-key"),
        ("/proof/verificationMethod", "http://server.example/users/alice#ed25519-key"),
        ("/proof/verificationMethod", "https://server.example:8443/users/alice#ed25519-key"),
        ("/proof/verificationMethod", "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"),
        ("/actor", "https://evil.example/users/alice"),
        ("/id", "https://evil.example/activities/1"),
    ] {
        let mut object = signed();
        *object.pointer_mut(pointer).unwrap() = json!(value);
        assert_eq!(verification_method(&object), Err(ProofError::Origin), "{pointer} {value}");
    }
    let mut object = signed();
    object["actor"] = json!(["https://server.example/a", "https://server.example/b"]);
    assert_eq!(verification_method(&object), Err(ProofError::Origin));
}

#[test]
fn an_expired_proof_is_refused() {
    for (expires, wanted) in [
        ("2023-03-01T00:00:00Z", Err(ProofError::Expired)),
        ("tomorrow", Err(ProofError::Malformed)),
        ("2093-03-01T00:00:00Z", Err(ProofError::Wrong)), // added after signing
    ] {
        let mut object = signed();
        object["proof"]["expires"] = json!(expires);
        assert_eq!(verify(&object, &public(), NOW_MS), wanted, "{expires}");
    }
}

#[test]
fn another_key_or_a_broken_value_is_refused() {
    let other = PrivateKey::ed25519_from_seed([9; 32]).public().unwrap();
    assert_eq!(verify(&signed(), &other, NOW_MS), Err(ProofError::Wrong));
    for (value, error) in [
        (json!("u42ff"), ProofError::Malformed),
        (json!("z0OIl"), ProofError::Malformed),
        (json!("z"), ProofError::Wrong),
        (json!("z".repeat(10_000)), ProofError::Malformed),
        (Value::Null, ProofError::Malformed),
    ] {
        let mut object = signed();
        object["proof"]["proofValue"] = value;
        assert_eq!(verify(&object, &public(), NOW_MS), Err(error));
    }
}

#[test]
fn an_rsa_key_neither_makes_nor_checks_proofs() {
    let rsa = PrivateKey::generate_rsa().unwrap();
    assert_eq!(sign(&mut document(), &rsa, METHOD, ""), Err(ProofError::KeyKind));
    assert_eq!(verify(&signed(), &rsa.public().unwrap(), NOW_MS), Err(ProofError::KeyKind));
}
