//! Key documents (hostile inputs 3, 4, 41).

use serde_json::json;

use super::{super::KeyEncoding, read};

const KEY: &str = "https://example.org/bob/main-key";
const BOB: &str = "https://example.org/bob";

#[test]
fn a_key_is_found_alone_or_in_an_actor() {
    let key = json!({"id": KEY, "type": "CryptographicKey", "owner": BOB, "publicKeyPem": "PEM"});
    let stub = json!({"id": BOB, "type": "Person", "preferredUsername": "bob", "publicKey": key});
    for document in [&key, &stub] {
        let key = read(document, KEY).unwrap();
        assert_eq!(key.owner, BOB);
        assert_eq!(key.encoding, KeyEncoding::Pem("PEM".to_owned()));
    }
    let multikey =
        json!({"id": KEY, "type": "Multikey", "controller": BOB, "publicKeyMultibase": "z6M"});
    assert_eq!(read(&multikey, KEY).unwrap().encoding, KeyEncoding::Multibase("z6M".to_owned()));
}

#[test]
fn another_key_or_half_a_key_is_refused() {
    for document in [
        json!({"id": "https://example.org/bob/other-key", "owner": BOB, "publicKeyPem": "PEM"}),
        json!({"id": KEY, "owner": BOB}),
        json!({"id": KEY, "publicKeyPem": "PEM"}),
        json!({"id": KEY, "owner": "https://example.com/bob", "publicKeyPem": "PEM"}),
        json!({"id": KEY, "owner": BOB, "publicKeyPem": "x".repeat(1_000_000)}),
        json!({"id": KEY, "owner": BOB, "publicKeyPem": ["PEM"]}),
        json!({"id": KEY, "type": "Note"}),
        json!([]),
    ] {
        assert!(read(&document, KEY).is_err(), "{document}");
    }
}
