//! Who sends a push: a signed statement of this node, for one push service and half a day.
//!
//! Spec: RFC 8292, RFC 7519 (the token), RFC 7518 (its signature).

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::error::{Error, Result};
use crate::random::Random;

/// The key pair by which push services know this node. `Debug` shows no key.
pub struct VapidKey {
    private: [u8; 32],
    /// base64url of the public key.
    public: String,
    pair: EcdsaKeyPair,
}

impl VapidKey {
    /// Makes a new one.
    ///
    /// # Errors
    /// If the cryptographic library cannot.
    pub fn generate(random: &Random) -> Result<Self> {
        Self::read(&private_key(random)?)
    }

    /// The key pair with this private key.
    ///
    /// # Errors
    /// Internal if it is none.
    pub fn read(private: &[u8]) -> Result<Self> {
        let private: [u8; 32] = private.try_into().map_err(Error::internal)?;
        let key = PrivateKey::from_private_key(&ECDH_P256, &private).map_err(Error::internal)?;
        let public = key.compute_public_key().map_err(Error::internal)?;
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &private,
            public.as_ref(),
        )
        .map_err(Error::internal)?;
        Ok(Self { private, public: URL_SAFE_NO_PAD.encode(public.as_ref()), pair })
    }

    /// The private key, to be stored.
    pub(super) fn private(&self) -> &[u8; 32] {
        &self.private
    }

    /// The public key as apps and push services want it: an uncompressed point in base64url.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The statement for the push service at `origin`; `contact` is whom its people may ask.
    ///
    /// # Errors
    /// If the cryptographic library cannot.
    pub(super) fn statement(&self, origin: &str, contact: &str, now_ms: i64) -> Result<String> {
        let encode = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let head = encode(json!({ "typ": "JWT", "alg": "ES256" }));
        let until = now_ms / 1000 + LIFE_SECONDS;
        let claims = encode(json!({ "aud": origin, "exp": until, "sub": contact }));
        let signed = format!("{head}.{claims}");
        // The library takes a source of randomness that it never asks.
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.map_err(Error::internal)?.as_ref());
        Ok(format!("{signed}.{signature}"))
    }
}

impl std::fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VapidKey").field("public", &self.public).finish_non_exhaustive()
    }
}

/// A private key on P-256. Hardly any 32 bytes are none.
pub(super) fn private_key(random: &Random) -> Result<[u8; 32]> {
    for _ in 0..TRIES {
        let bytes = random.bytes();
        if PrivateKey::from_private_key(&ECDH_P256, &bytes).is_ok() {
            return Ok(bytes);
        }
    }
    Err(Error::internal("no private key on P-256 could be made"))
}

const TRIES: usize = 8;
/// RFC 8292 §2 allows a day; half of it leaves room for clocks that are wrong.
const LIFE_SECONDS: i64 = 12 * 3600;

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_push_service_can_check_the_statement() {
        let key = VapidKey::generate(&Random::seeded(3)).unwrap();
        let statement = key.statement("https://push.example", "https://a.example/", 7_000).unwrap();
        let (signed, signature) = statement.rsplit_once('.').unwrap();
        let (head, claims) = signed.split_once('.').unwrap();
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let json = |text: &str| serde_json::from_slice::<serde_json::Value>(&decode(text)).unwrap();
        assert_eq!(json(head), json!({ "typ": "JWT", "alg": "ES256" }));
        let expected =
            json!({ "aud": "https://push.example", "exp": 43_207, "sub": "https://a.example/" });
        assert_eq!(json(claims), expected);
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(key.public()));
        public.verify(signed.as_bytes(), &decode(signature)).unwrap();
        let again = VapidKey::read(key.private()).unwrap();
        assert_eq!(again.public(), key.public());
        assert!(!format!("{key:?}").contains("private"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for private in [&[0; 32][..], &[255; 32], &[1; 31], &[]] {
            assert!(VapidKey::read(private).is_err());
        }
    }
}
