//! An app that is not running: its keys, and what its push service brings it, opened as a browser would.
//!
//! Written after RFC 8291 and its fourth draft, apart from our own code.

use std::collections::BTreeMap;

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Verifier};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::scripted::Asked;

/// An app.
pub(crate) struct Phone {
    private: PrivateKey,
    public: Vec<u8>,
}

const AUTH: [u8; 16] = *b"sixteen octets !";

impl Phone {
    pub(crate) fn new() -> Self {
        let private = PrivateKey::from_private_key(&ECDH_P256, &[9; 32]).unwrap();
        let public = private.compute_public_key().unwrap().as_ref().to_vec();
        Self { private, public }
    }

    /// What it asks of its node: to be told of `alerts` at `endpoint`.
    pub(crate) fn wish(&self, endpoint: &str, standard: bool, alerts: &[&str]) -> Value {
        let alerts: BTreeMap<_, _> = alerts.iter().map(|alert| (*alert, true)).collect();
        let keys = json!({
            "p256dh": URL_SAFE_NO_PAD.encode(&self.public), "auth": URL_SAFE_NO_PAD.encode(AUTH),
        });
        json!({
            "subscription": { "endpoint": endpoint, "keys": keys, "standard": standard },
            "data": { "alerts": alerts, "policy": "all" },
        })
    }

    /// What a push says.
    pub(crate) fn opens(&self, push: &Asked) -> Value {
        let text = match push.headers["content-encoding"].as_str() {
            "aes128gcm" => self.aes128gcm(&push.body),
            "aesgcm" => self.aesgcm(push),
            other => panic!("cannot open {other}"),
        };
        serde_json::from_slice(&text).unwrap()
    }

    fn aes128gcm(&self, body: &[u8]) -> Vec<u8> {
        let (salt, rest) = body.split_at(16);
        assert_eq!((&rest[..4], rest[4]), (&4096_u32.to_be_bytes()[..], 65));
        let (theirs, sealed) = rest[5..].split_at(65);
        assert!(body.len() <= 4096);
        let info = [b"WebPush: info\0", self.public.as_slice(), theirs].concat();
        let input = self.secret(theirs, &info);
        let key: Vec<u8> = derived(salt, &input, b"Content-Encoding: aes128gcm\0", 16);
        let nonce = derived(salt, &input, b"Content-Encoding: nonce\0", 12);
        let mut record = opened(&key, &nonce, sealed);
        assert_eq!(record.pop(), Some(2), "the last record");
        record
    }

    fn aesgcm(&self, push: &Asked) -> Vec<u8> {
        let salt = parameter(&push.headers["encryption"], "salt");
        let theirs = parameter(&push.headers["crypto-key"], "dh");
        let input = self.secret(&theirs, b"Content-Encoding: auth\0");
        let sized = |key: &[u8]| [&u16::try_from(key.len()).unwrap().to_be_bytes(), key].concat();
        let context = [b"P-256\0".as_slice(), &sized(&self.public), &sized(&theirs)].concat();
        let info = |what: &str| [what.as_bytes(), &context].concat();
        let key = derived(&salt, &input, &info("Content-Encoding: aesgcm\0"), 16);
        let nonce = derived(&salt, &input, &info("Content-Encoding: nonce\0"), 12);
        let record = opened(&key, &nonce, &push.body);
        assert_eq!(record[..2], [0, 0], "no padding");
        record[2..].to_vec()
    }

    fn secret(&self, theirs: &[u8], info: &[u8]) -> Vec<u8> {
        let theirs = UnparsedPublicKey::new(&ECDH_P256, theirs);
        agree(&self.private, theirs, (), |secret| Ok(derived(&AUTH, secret, info, 32))).unwrap()
    }
}

/// Checks who says that they send a push to the service at `origin`; the claims.
pub(crate) fn sender(push: &Asked, key: &str) -> Value {
    let authorization = &push.headers["authorization"];
    let statement = match authorization.strip_prefix("vapid ") {
        Some(parameters) => {
            let (statement, said) = parameters.split_once(", ").unwrap();
            assert_eq!(said, format!("k={key}"));
            statement.strip_prefix("t=").unwrap()
        }
        None => {
            let said = parameter(&push.headers["crypto-key"], "p256ecdsa");
            assert_eq!(URL_SAFE_NO_PAD.encode(said), key);
            authorization.strip_prefix("WebPush ").unwrap()
        }
    };
    let (signed, signature) = statement.rsplit_once('.').unwrap();
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let verifier = Verifier::new(&ECDSA_P256_SHA256_FIXED, bytes(key));
    verifier.verify(signed.as_bytes(), &bytes(signature)).unwrap();
    serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap()
}

fn parameter(header: &str, name: &str) -> Vec<u8> {
    let mut parts = header.split([';', ',']).filter_map(|part| part.trim().split_once('='));
    URL_SAFE_NO_PAD.decode(parts.find(|(known, _)| *known == name).unwrap().1).unwrap()
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn derived(salt: &[u8], input: &[u8], info: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let key = Salt::new(HKDF_SHA256, salt).extract(input);
    key.expand(&[info], Length(length)).unwrap().fill(&mut bytes).unwrap();
    bytes
}

fn opened(key: &[u8], nonce: &[u8], sealed: &[u8]) -> Vec<u8> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(nonce).unwrap();
    let mut record = sealed.to_vec();
    key.open_in_place(nonce, Aad::empty(), &mut record).unwrap().to_vec()
}
