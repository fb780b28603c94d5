//! Accounts as pages show them: many at once.

use std::collections::HashMap;

use rusqlite::named_params;

use super::Read;
use super::accounts::{self, Account, COLUMNS};
use super::page::array;
use crate::error::Result;
use crate::id::AccountId;

/// These accounts by id, in one query.
pub fn by_ids(db: &Read, ids: &[AccountId]) -> Result<HashMap<AccountId, Account>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id IN rarray(:ids)");
    let rows = db.rows(&sql, named_params! { ":ids": array(ids) }, accounts::from_row)?;
    Ok(rows.into_iter().map(|account| (account.id, account)).collect())
}

/// These accounts in this order, without those that are gone.
pub fn in_order(db: &Read, ids: &[AccountId]) -> Result<Vec<Account>> {
    let mut found = by_ids(db, ids)?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).filter(|account| !account.gone).collect())
}

/// How one person of this node stands to somebody else.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The other.
    pub id: AccountId,
    /// We follow them.
    pub following: bool,
    /// We asked to.
    pub requested: bool,
    /// Their reblogs are in our home, or will be.
    pub showing_reblogs: bool,
    /// We are told when they post.
    pub notifying: bool,
    /// They follow us.
    pub followed_by: bool,
    /// They asked to.
    pub requested_by: bool,
    /// We block them.
    pub blocking: bool,
    /// They block us.
    pub blocked_by: bool,
    /// We block their whole server.
    pub domain_blocking: bool,
    /// We mute them; and whether that goes for notifications too.
    pub muting: Option<bool>,
    /// When the mute ends.
    pub muting_until_ms: Option<i64>,
    /// We show them on our profile.
    pub endorsed: bool,
    /// What we wrote down about them.
    pub note: String,
}

/// How `viewer` stands to each of these, in one query, in the order of the ids.
pub fn relations(db: &Read, viewer: AccountId, ids: &[AccountId]) -> Result<Vec<Relation>> {
    let params = named_params! { ":viewer": viewer, ":ids": array(ids) };
    let mut found = db.rows(RELATIONS, params, |row| {
        let following: Option<bool> = row.get(1)?;
        let followed_by: Option<bool> = row.get(4)?;
        Ok(Relation {
            id: row.get(0)?,
            following: following == Some(true),
            requested: following == Some(false),
            showing_reblogs: row.get::<_, Option<bool>>(2)? == Some(true),
            notifying: row.get::<_, Option<bool>>(3)? == Some(true),
            followed_by: followed_by == Some(true),
            requested_by: followed_by == Some(false),
            blocking: row.get(5)?,
            blocked_by: row.get(6)?,
            domain_blocking: row.get(7)?,
            muting: row.get(8)?,
            muting_until_ms: row.get(9)?,
            endorsed: row.get(10)?,
            note: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
        })
    })?;
    found.sort_by_key(|relation| ids.iter().position(|id| *id == relation.id));
    Ok(found)
}

const RELATIONS: &str = "
    SELECT a.id, ours.accepted, ours.show_reblogs, ours.notify, theirs.accepted,
           EXISTS (SELECT 1 FROM blocks WHERE account_id = :viewer AND target_id = a.id),
           EXISTS (SELECT 1 FROM blocks WHERE account_id = a.id AND target_id = :viewer),
           EXISTS (SELECT 1 FROM domain_blocks WHERE account_id = :viewer
                      AND (domain = a.domain OR a.domain LIKE '%.' || domain)),
           mute.notifications, mute.expires_ms,
           EXISTS (SELECT 1 FROM endorsements WHERE account_id = :viewer AND target_id = a.id),
           (SELECT comment FROM account_notes WHERE account_id = :viewer AND target_id = a.id)
      FROM accounts a
      LEFT JOIN mutes mute ON mute.account_id = :viewer AND mute.target_id = a.id
      LEFT JOIN follows ours ON ours.follower_id = :viewer AND ours.target_id = a.id
      LEFT JOIN follows theirs ON theirs.follower_id = a.id AND theirs.target_id = :viewer
     WHERE a.id IN rarray(:ids)";
