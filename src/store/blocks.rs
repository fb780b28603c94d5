//! Who wants nothing of whom: people and whole servers.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// Whether `account` blocks `target`.
pub fn exists(db: &Read, account: AccountId, target: AccountId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM blocks WHERE account_id = :account AND target_id = :target",
        named_params! { ":account": account, ":target": target },
    )
}

/// Whether any person of this node blocks `target`.
pub fn by_any_owner(db: &Read, target: AccountId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM blocks JOIN owners ON owners.account_id = blocks.account_id
          WHERE blocks.target_id = :target",
        named_params! { ":target": target },
    )
}

/// `account` blocks `target`; `uri` is the Block activity.
pub fn insert(
    tx: &Write,
    account: AccountId,
    target: AccountId,
    uri: &str,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO blocks (account_id, target_id, uri, created_ms)
         VALUES (:account, :target, :uri, :now_ms)",
        named_params! { ":account": account, ":target": target, ":uri": uri, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Ends a block. Answers the URI of its activity.
pub fn delete(tx: &Write, account: AccountId, target: AccountId) -> Result<Option<String>> {
    tx.row(
        "DELETE FROM blocks WHERE account_id = :account AND target_id = :target RETURNING uri",
        named_params! { ":account": account, ":target": target },
        |row| row.get(0),
    )
}

/// Ends the block that this activity made. Answers whether there was one.
pub fn delete_by_uri(tx: &Write, account: AccountId, uri: &str) -> Result<bool> {
    let deleted = tx.execute(
        "DELETE FROM blocks WHERE account_id = :account AND uri = :uri",
        named_params! { ":account": account, ":uri": uri },
    )?;
    Ok(deleted > 0)
}

/// A person of this node wants nothing from `domain` and what is below it.
pub fn insert_domain(tx: &Write, account: AccountId, domain: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO domain_blocks (account_id, domain, created_ms)
         VALUES (:account, :domain, :now_ms)",
        named_params! { ":account": account, ":domain": domain, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Whether `host` or a domain above it is blocked. `host` is a normalised authority; its port and a
/// trailing dot do not matter.
pub fn is_domain_blocked(db: &Read, host: &str) -> Result<bool> {
    let name = host.split(':').next().unwrap_or_default().trim_end_matches('.');
    let mut rest = Some(name);
    while let Some(domain) = rest {
        let blocked = db.exists(
            "SELECT 1 FROM domain_blocks
              WHERE account_id IN (SELECT account_id FROM owners) AND domain = :domain",
            named_params! { ":domain": domain },
        )?;
        if blocked {
            return Ok(true);
        }
        rest = domain.split_once('.').map(|(_, above)| above);
    }
    Ok(false)
}
