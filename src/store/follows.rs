//! Who follows whom, asked for or accepted.

use std::collections::HashSet;

use rusqlite::{Row, named_params};

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, FollowId};

/// One follow.
#[derive(Clone, Debug)]
pub struct Follow {
    /// Row id.
    pub id: FollowId,
    /// URI of the Follow activity.
    pub uri: String,
    /// Who follows.
    pub follower_id: AccountId,
    /// Who is followed.
    pub target_id: AccountId,
    /// The target agreed.
    pub accepted: bool,
}

/// How to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Reblogs come home, too.
    pub show_reblogs: bool,
    /// Each new post is a notification.
    pub notify: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { show_reblogs: true, notify: false }
    }
}

const COLUMNS: &str = "id, uri, follower_id, target_id, accepted";
/// The same of `follows f`.
pub(super) const COLUMNS_OF_F: &str = "f.id, f.uri, f.follower_id, f.target_id, f.accepted";

/// The follow between two accounts.
pub fn between(db: &Read, follower: AccountId, target: AccountId) -> Result<Option<Follow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM follows WHERE follower_id = :follower AND target_id = :target"
    );
    db.row(&sql, named_params! { ":follower": follower, ":target": target }, from_row)
}

/// The follow that this activity asked for.
pub fn by_uri(db: &Read, uri: &str) -> Result<Option<Follow>> {
    let sql = format!("SELECT {COLUMNS} FROM follows WHERE uri = :uri");
    db.row(&sql, named_params! { ":uri": uri }, from_row)
}

/// Whether `follower` follows `target`, with its agreement.
pub fn is_accepted(db: &Read, follower: AccountId, target: AccountId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM follows
          WHERE follower_id = :follower AND target_id = :target AND accepted = 1",
        named_params! { ":follower": follower, ":target": target },
    )
}

/// Since when `follower` follows `target`, in milliseconds since 1970; `None` if it does not.
pub fn accepted_since_ms(db: &Read, follower: AccountId, target: AccountId) -> Result<Option<i64>> {
    db.row(
        "SELECT created_ms FROM follows
          WHERE follower_id = :follower AND target_id = :target AND accepted = 1",
        named_params! { ":follower": follower, ":target": target },
        |row| row.get(0),
    )
}

/// Whether any person of this node follows `target`.
pub fn has_local_follower(db: &Read, target: AccountId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM follows JOIN owners ON owners.account_id = follows.follower_id
          WHERE follows.target_id = :target AND follows.accepted = 1",
        named_params! { ":target": target },
    )
}

/// Asks to follow. If the two are already tied, only the activity's URI is renewed: peers that lost
/// our answer ask again. A URI that another follow has is left alone.
pub fn request(
    tx: &Write,
    id: FollowId,
    uri: &str,
    follower: AccountId,
    target: AccountId,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO follows (id, uri, follower_id, target_id, created_ms)
         VALUES (:id, :uri, :follower, :target, :now_ms)
         ON CONFLICT (follower_id, target_id) DO UPDATE SET uri = excluded.uri",
        named_params! {
            ":id": id, ":uri": uri, ":follower": follower, ":target": target, ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// Changes how somebody follows.
pub fn set_options(
    tx: &Write,
    follower: AccountId,
    target: AccountId,
    options: Options,
) -> Result<()> {
    tx.execute(
        "UPDATE follows SET show_reblogs = :show_reblogs, notify = :notify
          WHERE follower_id = :follower AND target_id = :target",
        named_params! {
            ":follower": follower, ":target": target, ":show_reblogs": options.show_reblogs,
            ":notify": options.notify,
        },
    )?;
    Ok(())
}

/// The target agreed. Answers whether that is news.
pub fn accept(tx: &Write, follow: &Follow) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE follows SET accepted = 1 WHERE id = :id AND accepted = 0",
        named_params! { ":id": follow.id },
    )?;
    if changed > 0 {
        count(tx, follow, 1)?;
    }
    Ok(changed > 0)
}

/// Ends a follow or a request.
pub fn delete(tx: &Write, follow: &Follow) -> Result<()> {
    tx.execute("DELETE FROM follows WHERE id = :id", named_params! { ":id": follow.id })?;
    if follow.accepted {
        count(tx, follow, -1)?;
    }
    Ok(())
}

/// Only this node's own numbers are counted; of the others we know what their servers say.
fn count(tx: &Write, follow: &Follow, by: i64) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET followers_count = max(0, followers_count + :by)
          WHERE id = :id AND host_id IS NULL",
        named_params! { ":id": follow.target_id, ":by": by },
    )?;
    tx.execute(
        "UPDATE accounts SET following_count = max(0, following_count + :by)
          WHERE id = :id AND host_id IS NULL",
        named_params! { ":id": follow.follower_id, ":by": by },
    )?;
    Ok(())
}

/// Everybody of this node who wants to hear of each post by `target`.
pub fn watchers(db: &Read, target: AccountId) -> Result<Vec<AccountId>> {
    db.rows(
        "SELECT f.follower_id FROM follows f JOIN owners o ON o.account_id = f.follower_id
          WHERE f.target_id = :target AND f.accepted = 1 AND f.notify = 1",
        named_params! { ":target": target },
        |row| row.get(0),
    )
}

/// Everybody of this node who follows `target`.
pub fn local_followers(db: &Read, target: AccountId) -> Result<Vec<Follow>> {
    let sql = format!(
        "SELECT {COLUMNS_OF_F} FROM follows f JOIN owners o ON o.account_id = f.follower_id
          WHERE f.target_id = :target"
    );
    db.rows(&sql, named_params! { ":target": target }, from_row)
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Follow> {
    Ok(Follow {
        id: row.get(0)?,
        uri: row.get(1)?,
        follower_id: row.get(2)?,
        target_id: row.get(3)?,
        accepted: row.get(4)?,
    })
}

/// How many wait for an answer from `target`.
pub fn count_requests(db: &Read, target: AccountId) -> Result<i64> {
    let count = db.row(
        "SELECT count(*) FROM follows WHERE target_id = :target AND accepted = 0",
        named_params! { ":target": target },
        |row| row.get(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// Of these people, who follows them and is followed by `viewer`: pairs of the followed and the follower.
pub fn familiar(
    db: &Read,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<Vec<(AccountId, AccountId)>> {
    db.rows(
        "SELECT theirs.target_id, theirs.follower_id
           FROM follows theirs JOIN follows ours ON ours.target_id = theirs.follower_id
          WHERE theirs.target_id IN rarray(:targets) AND theirs.accepted = 1
            AND ours.follower_id = :viewer AND ours.accepted = 1",
        named_params! { ":viewer": viewer, ":targets": super::page::array(targets) },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Whom of these people `viewer` follows.
pub fn among(db: &Read, viewer: AccountId, targets: &[AccountId]) -> Result<HashSet<AccountId>> {
    let followed = db.rows(
        "SELECT target_id FROM follows
          WHERE follower_id = :viewer AND target_id IN rarray(:targets) AND accepted = 1",
        named_params! { ":viewer": viewer, ":targets": super::page::array(targets) },
        |row| row.get(0),
    )?;
    Ok(followed.into_iter().collect())
}
