//! Who of this node signs a request: an account's RSA key, read once and kept in memory.
//!
//! Nothing here decides what is signed. Integrity proofs have a key of their own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::protocol::key::{KeyKind, PrivateKey};
use crate::store::{Read, Store, accounts, keys};

/// A key and its id.
pub struct Signer {
    /// The RSA key.
    pub key: PrivateKey,
    /// Its URI: `keyId` in the signature.
    pub key_id: String,
}

/// The signers that were needed so far. Cheap to clone.
#[derive(Clone, Default)]
pub struct Signers(Arc<Mutex<BTreeMap<AccountId, Arc<Signer>>>>);

impl Signers {
    /// The signer of an account of this node.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind) if the account has no key here.
    pub async fn of(&self, store: &Store, account: AccountId) -> Result<Arc<Signer>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&account).cloned();
        if let Some(signer) = known {
            return Ok(signer);
        }
        let signer = Arc::new(store.read(move |db| read(db, account)).await?);
        let mut signers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(signers.entry(account).or_insert(signer).clone())
    }
}

fn read(db: &Read, account: AccountId) -> Result<Signer> {
    let owner = accounts::by_id(db, account)?.ok_or_else(|| Error::not_found("account"))?;
    let private =
        keys::private(db, account, KeyKind::Rsa)?.ok_or_else(|| Error::not_found("signing key"))?;
    let key = PrivateKey::from_bytes(KeyKind::Rsa, &private).map_err(Error::internal)?;
    Ok(Signer { key, key_id: format!("{}#main-key", owner.uri) })
}
