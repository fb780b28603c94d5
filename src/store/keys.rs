//! Keys: everybody's public ones, and the private ones of this node's own accounts.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;
use crate::protocol::key::KeyKind;

/// A public key as it is stored.
#[derive(Clone, Debug)]
pub struct StoredKey {
    /// Whose it is.
    pub account_id: AccountId,
    /// The owner's actor URI.
    pub actor_uri: String,
    /// The owner was deleted.
    pub gone: bool,
    /// RSA or Ed25519.
    pub kind: KeyKind,
    /// In the form of that kind.
    pub public: Vec<u8>,
    /// When it was read from its server.
    pub fetched_ms: i64,
}

/// The key with this URI.
pub fn by_uri(db: &Read, uri: &str) -> Result<Option<StoredKey>> {
    db.row(
        "SELECT k.account_id, a.uri, a.gone, k.kind, k.public, k.fetched_ms
           FROM keys k JOIN accounts a ON a.id = k.account_id
          WHERE k.uri = :uri",
        named_params! { ":uri": uri },
        |row| {
            Ok(StoredKey {
                account_id: row.get(0)?,
                actor_uri: row.get(1)?,
                gone: row.get(2)?,
                kind: row.get(3)?,
                public: row.get(4)?,
                fetched_ms: row.get(5)?,
            })
        },
    )
}

/// Replaces all keys of an account by those it lists now: `(uri, kind, public)`.
pub fn replace(
    tx: &Write,
    account_id: AccountId,
    keys: &[(&str, KeyKind, Vec<u8>)],
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "DELETE FROM keys WHERE account_id = :account_id",
        named_params! { ":account_id": account_id },
    )?;
    for (uri, kind, public) in keys {
        // A key URI that another account lists stays that account's.
        tx.execute(
            "INSERT OR IGNORE INTO keys (uri, account_id, kind, public, fetched_ms)
             VALUES (:uri, :account_id, :kind, :public, :now_ms)",
            named_params! {
                ":uri": uri, ":account_id": account_id, ":kind": kind, ":public": public,
                ":now_ms": now_ms,
            },
        )?;
    }
    Ok(())
}

/// The private key of one of this node's accounts.
pub fn private(db: &Read, account_id: AccountId, kind: KeyKind) -> Result<Option<Vec<u8>>> {
    db.row(
        "SELECT private FROM private_keys WHERE account_id = :account_id AND kind = :kind",
        named_params! { ":account_id": account_id, ":kind": kind },
        |row| row.get(0),
    )
}

/// Stores a private key.
pub fn put_private(tx: &Write, account_id: AccountId, kind: KeyKind, private: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO private_keys (account_id, kind, private)
         VALUES (:account_id, :kind, :private)",
        named_params! { ":account_id": account_id, ":kind": kind, ":private": private },
    )?;
    Ok(())
}
