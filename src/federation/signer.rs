//! Who of this node signs a request: an account's RSA key, read once and kept in memory.
//!
//! Nothing here decides what is signed. Integrity proofs have a key of their own.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::net::NetError;
use crate::protocol::key::{KeyKind, PrivateKey};
use crate::protocol::signature::{self, Dialect, Outgoing};
use crate::store::{Read, Store, accounts, keys};

/// A key and its id.
pub struct Signer {
    /// The RSA key.
    pub key: PrivateKey,
    /// Its URI: `keyId` in the signature.
    pub key_id: String,
}

impl Signer {
    /// The headers that sign `request`.
    ///
    /// # Errors
    /// The key cannot sign, or a header cannot be written as HTTP.
    pub fn headers(
        &self,
        dialect: Dialect,
        request: &Outgoing<'_>,
        now_ms: i64,
    ) -> Result<HeaderMap, NetError> {
        let unsigned = |cause: &dyn Display| NetError::Protocol(cause.to_string());
        let lines = signature::sign(dialect, request, &self.key, &self.key_id, now_ms);
        let mut headers = HeaderMap::new();
        for (name, value) in lines.map_err(|cause| unsigned(&cause))? {
            let value = HeaderValue::try_from(value).map_err(|cause| unsigned(&cause))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(headers)
    }
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
