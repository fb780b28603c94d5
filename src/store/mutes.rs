//! Whom a person of this node wants to hear nothing of, for a while or for good.
//!
//! A row that is there counts; a job takes away those whose time is over.

use std::collections::HashMap;

use rusqlite::named_params;

use super::page::array;
use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// How somebody is muted.
#[derive(Clone, Copy, Debug)]
pub struct Mute {
    /// What they do is no notification either.
    pub notifications: bool,
    /// When it ends; `None`: never.
    pub expires_ms: Option<i64>,
}

/// `account` mutes `target`; an older mute is replaced.
pub fn put(
    tx: &Write,
    account: AccountId,
    target: AccountId,
    mute: Mute,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO mutes (account_id, target_id, notifications, expires_ms, created_ms)
         VALUES (:account, :target, :notifications, :expires_ms, :now_ms)
         ON CONFLICT (account_id, target_id) DO UPDATE
            SET notifications = excluded.notifications, expires_ms = excluded.expires_ms",
        named_params! {
            ":account": account, ":target": target, ":notifications": mute.notifications,
            ":expires_ms": mute.expires_ms, ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// How `account` mutes `target`, if it does.
pub fn between(db: &Read, account: AccountId, target: AccountId) -> Result<Option<Mute>> {
    db.row(
        "SELECT notifications, expires_ms FROM mutes
          WHERE account_id = :account AND target_id = :target",
        named_params! { ":account": account, ":target": target },
        |row| Ok(Mute { notifications: row.get(0)?, expires_ms: row.get(1)? }),
    )
}

/// When the mutes of these people end, of those that end.
pub fn ends(
    db: &Read,
    account: AccountId,
    targets: &[AccountId],
) -> Result<HashMap<AccountId, i64>> {
    let ends = db.rows(
        "SELECT target_id, expires_ms FROM mutes
          WHERE account_id = :account AND target_id IN rarray(:targets) AND expires_ms IS NOT NULL",
        named_params! { ":account": account, ":targets": array(targets) },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(ends.into_iter().collect())
}

/// Ends a mute. Answers whether there was one.
pub fn delete(tx: &Write, account: AccountId, target: AccountId) -> Result<bool> {
    let deleted = tx.execute(
        "DELETE FROM mutes WHERE account_id = :account AND target_id = :target",
        named_params! { ":account": account, ":target": target },
    )?;
    Ok(deleted > 0)
}
