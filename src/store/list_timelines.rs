//! The timelines of lists, written when a post arrives, as home is.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, ListId, StatusId};

/// What of `statuses s` a member `m` shows in the list `l`: their own posts and reblogs, and replies as
/// the list wants them. Mutes count here as in home.
const SHOWN: &str = "
    s.visibility < 3
    AND (s.reblog_of_id IS NULL OR NOT EXISTS (
           SELECT 1 FROM follows f WHERE f.follower_id = l.account_id
              AND f.target_id = s.account_id AND f.show_reblogs = 0))
    AND (s.in_reply_to_account_id IS NULL
         OR s.in_reply_to_account_id IN (s.account_id, l.account_id)
         OR (l.replies_policy = 0 AND EXISTS (
               SELECT 1 FROM follows f WHERE f.follower_id = l.account_id AND f.accepted = 1
                  AND f.target_id = s.in_reply_to_account_id))
         OR (l.replies_policy = 1 AND EXISTS (
               SELECT 1 FROM list_accounts o
                WHERE o.list_id = l.id AND o.account_id = s.in_reply_to_account_id)))
    AND NOT EXISTS (
          SELECT 1 FROM mutes u WHERE u.account_id = l.account_id AND u.target_id IN (s.account_id,
                 (SELECT r.account_id FROM statuses r WHERE r.id = s.reblog_of_id)))
    AND NOT EXISTS (
          SELECT 1 FROM blocks b WHERE b.account_id = l.account_id AND b.target_id IN (s.account_id,
                 (SELECT r.account_id FROM statuses r WHERE r.id = s.reblog_of_id)))";

/// Puts a status into the lists that its author is on.
pub fn distribute(tx: &Write, status: StatusId) -> Result<()> {
    let sql = format!(
        "INSERT OR IGNORE INTO list_statuses (list_id, status_id)
         SELECT l.id, s.id FROM statuses s
           JOIN list_accounts m ON m.account_id = s.account_id
           JOIN lists l ON l.id = m.list_id
          WHERE s.id = :status AND {SHOWN}"
    );
    tx.execute(&sql, named_params! { ":status": status })?;
    Ok(())
}

/// Puts the newest posts of a new member into a list.
pub fn add_member(tx: &Write, list: ListId, member: AccountId) -> Result<()> {
    let sql = format!(
        "INSERT OR IGNORE INTO list_statuses (list_id, status_id)
         SELECT l.id, s.id FROM statuses s JOIN lists l ON l.id = :list
          WHERE s.account_id = :member AND {SHOWN}
          ORDER BY s.id DESC LIMIT 40"
    );
    tx.execute(&sql, named_params! { ":list": list, ":member": member })?;
    Ok(())
}

/// Takes everything by `author` out of one list.
pub fn remove_member(tx: &Write, list: ListId, author: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM list_statuses WHERE list_id = :list
            AND status_id IN (SELECT id FROM statuses WHERE account_id = :author)",
        named_params! { ":list": list, ":author": author },
    )?;
    Ok(())
}

/// Takes everything by `author`, and reblogs of it, out of all lists of one person.
pub fn remove_author(tx: &Write, account: AccountId, author: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM list_statuses
          WHERE list_id IN (SELECT id FROM lists WHERE account_id = :account)
            AND status_id IN (
                  SELECT id FROM statuses WHERE account_id = :author
                  UNION ALL
                  SELECT r.id FROM statuses s JOIN statuses r ON r.reblog_of_id = s.id
                   WHERE s.account_id = :author)",
        named_params! { ":account": account, ":author": author },
    )?;
    Ok(())
}

/// Puts the newest posts of somebody who is heard again into the lists that they are on.
pub fn add_author(tx: &Write, account: AccountId, author: AccountId) -> Result<()> {
    let lists = tx.rows(
        "SELECT l.id FROM lists l JOIN list_accounts m ON m.list_id = l.id
          WHERE l.account_id = :account AND m.account_id = :author",
        named_params! { ":account": account, ":author": author },
        |row| row.get(0),
    )?;
    lists.into_iter().try_for_each(|list| add_member(tx, list, author))
}

/// Takes a status that is about to be deleted, and reblogs of it, out of all lists.
pub fn forget(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "DELETE FROM list_statuses
          WHERE list_id IN (SELECT id FROM lists) AND status_id IN (
                SELECT id FROM statuses WHERE id = :status OR reblog_of_id = :status)",
        named_params! { ":status": status },
    )?;
    Ok(())
}

/// The lists of one person that show a status.
pub fn showing(db: &Read, account: AccountId, status: StatusId) -> Result<Vec<ListId>> {
    db.rows(
        "SELECT l.id FROM lists l JOIN list_statuses s ON s.list_id = l.id
          WHERE l.account_id = :account AND s.status_id = :status",
        named_params! { ":account": account, ":status": status },
        |row| row.get(0),
    )
}
