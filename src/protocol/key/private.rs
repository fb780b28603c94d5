//! Private keys: ours only.
//!
//! Never written to a log: `Debug` shows the kind alone. RSA keys are made with the
//! cryptographic library's own randomness, because it takes no other; everything else here is given its bytes.

use std::fmt;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use ed25519_dalek::{Signer as _, SigningKey};

use super::{KeyError, KeyKind, PublicKey};

/// A key that signs.
pub enum PrivateKey {
    /// RSA with PKCS#1 v1.5 and SHA-256.
    Rsa(RsaPrivateKey),
    /// Ed25519.
    Ed25519(SigningKey),
}

/// An RSA key inside the cryptographic library.
pub struct RsaPrivateKey(KeyPair);

impl PrivateKey {
    /// Makes a new RSA-2048 key; takes tenths of a second, on a small board a few seconds.
    ///
    /// # Errors
    /// [`KeyError::Failed`] if the cryptographic library cannot.
    pub fn generate_rsa() -> Result<Self, KeyError> {
        // 2048 bits: what every server accepts, and the cheapest to verify of what is safe.
        KeyPair::generate(KeySize::Rsa2048)
            .map(|pair| Self::Rsa(RsaPrivateKey(pair)))
            .map_err(|_| KeyError::Failed)
    }

    /// The Ed25519 key of a random seed.
    #[must_use]
    pub fn ed25519_from_seed(seed: [u8; 32]) -> Self {
        Self::Ed25519(SigningKey::from_bytes(&seed))
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`KeyError::BadKey`] if it is something else.
    pub fn from_bytes(kind: KeyKind, bytes: &[u8]) -> Result<Self, KeyError> {
        match kind {
            KeyKind::Rsa => KeyPair::from_pkcs8(bytes)
                .map(|pair| Self::Rsa(RsaPrivateKey(pair)))
                .map_err(|_| KeyError::BadKey),
            KeyKind::Ed25519 => {
                let seed: [u8; 32] = bytes.try_into().map_err(|_| KeyError::BadKey)?;
                Ok(Self::ed25519_from_seed(seed))
            }
        }
    }

    /// The key as the store keeps it: PKCS#8 DER for RSA, the 32-byte seed for Ed25519.
    ///
    /// # Errors
    /// [`KeyError::Failed`] if the cryptographic library has no memory.
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Rsa(key) => {
                key.0.as_der().map(|der| der.as_ref().to_vec()).map_err(|_| KeyError::Failed)
            }
            Self::Ed25519(key) => Ok(key.to_bytes().to_vec()),
        }
    }

    /// The half that everybody may know.
    ///
    /// # Errors
    /// Those of [`PublicKey::from_bytes`]; impossible for a key made here.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        match self {
            Self::Rsa(key) => PublicKey::from_bytes(KeyKind::Rsa, key.0.public_key().as_ref()),
            Self::Ed25519(key) => {
                PublicKey::from_bytes(KeyKind::Ed25519, key.verifying_key().as_bytes())
            }
        }
    }

    /// RSA or Ed25519.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa(_) => KeyKind::Rsa,
            Self::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// Signs a message: PKCS#1 v1.5 with SHA-256, or Ed25519.
    ///
    /// # Errors
    /// [`KeyError::Failed`] if the cryptographic library cannot.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Rsa(RsaPrivateKey(pair)) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| KeyError::Failed)?;
                Ok(signature)
            }
            Self::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({})", self.kind().name())
    }
}
