//! The home timeline, written when a post arrives; lists and private conversations are filled from here.

use rusqlite::named_params;

use super::{Read, Write, conversations, list_timelines};
use crate::error::Result;
use crate::event::Event;
use crate::id::{AccountId, StatusId};

/// Puts a status into the home of everybody of this node who should see it there: its author,
/// those who follow the author, and those who follow one of its hashtags. Replies to people whom the reader does
/// not follow stay out, as do direct posts to others, posts and reblogs of people who are blocked or muted, reblogs of
/// somebody whose reblogs are muted, and members of a list that wants them for itself.
pub fn distribute(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO home (account_id, status_id)
         SELECT o.account_id, s.id
           FROM statuses s CROSS JOIN owners o
          WHERE s.id = :status
            AND (s.account_id = o.account_id
                 OR EXISTS (SELECT 1 FROM follows f
                             WHERE f.follower_id = o.account_id AND f.target_id = s.account_id
                               AND f.accepted = 1
                               AND (s.reblog_of_id IS NULL OR f.show_reblogs = 1))
                 OR (s.visibility = 0 AND s.reblog_of_id IS NULL AND s.extras & 4 AND EXISTS (
                       SELECT 1 FROM status_tags st JOIN followed_tags ft ON ft.tag_id = st.tag_id
                        WHERE st.status_id = s.id AND ft.account_id = o.account_id)))
            AND (s.visibility < 3 OR s.account_id = o.account_id
                 OR EXISTS (SELECT 1 FROM mentions m
                             WHERE m.status_id = s.id AND m.account_id = o.account_id))
            AND (s.in_reply_to_account_id IS NULL
                 OR s.in_reply_to_account_id IN (s.account_id, o.account_id)
                 OR EXISTS (SELECT 1 FROM follows f
                             WHERE f.follower_id = o.account_id AND f.accepted = 1
                               AND f.target_id = s.in_reply_to_account_id))
            AND NOT EXISTS (SELECT 1 FROM blocks b
                             WHERE b.account_id = o.account_id
                               AND b.target_id IN (s.account_id,
                                   (SELECT r.account_id FROM statuses r WHERE r.id = s.reblog_of_id)))
            AND NOT EXISTS (SELECT 1 FROM mutes u
                             WHERE u.account_id = o.account_id
                               AND u.target_id IN (s.account_id,
                                   (SELECT r.account_id FROM statuses r WHERE r.id = s.reblog_of_id)))
            AND NOT EXISTS (SELECT 1 FROM list_accounts m JOIN lists l ON l.id = m.list_id
                             WHERE m.account_id = s.account_id AND l.account_id = o.account_id
                               AND l.exclusive = 1 AND s.account_id <> o.account_id)",
        named_params! { ":status": status },
    )?;
    list_timelines::distribute(tx, status)?;
    conversations::distribute(tx, status)
}

/// Tells those who listen that a status has just come, and in whose home it is. Not for what was fetched because it
/// was missing.
pub fn tell(tx: &Write, status: StatusId) -> Result<()> {
    if !tx.is_heard() {
        return Ok(());
    }
    let homes = holders(tx, status)?;
    tx.tell(Event::Arrived { status, homes });
    Ok(())
}

/// In whose home a status is.
pub(super) fn holders(db: &Read, status: StatusId) -> Result<Vec<AccountId>> {
    db.rows(
        "SELECT o.account_id FROM owners o CROSS JOIN home h
          WHERE h.account_id = o.account_id AND h.status_id = :status",
        named_params! { ":status": status },
        |row| row.get(0),
    )
}

/// Takes everything by `author`, and reblogs of it, out of one person's home.
pub fn remove_author(tx: &Write, account: AccountId, author: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM home WHERE account_id = :account AND status_id IN (
             SELECT id FROM statuses WHERE account_id = :author
             UNION ALL
             SELECT r.id FROM statuses s JOIN statuses r ON r.reblog_of_id = s.id
              WHERE s.account_id = :author)",
        named_params! { ":account": account, ":author": author },
    )?;
    Ok(())
}

/// Puts the newest posts of somebody just followed into one person's home.
pub fn add_author(tx: &Write, account: AccountId, author: AccountId) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO home (account_id, status_id)
         SELECT :account, id FROM statuses
          WHERE account_id = :author AND visibility < 3 AND in_reply_to_account_id IS NULL
          ORDER BY id DESC LIMIT 40",
        named_params! { ":account": account, ":author": author },
    )?;
    Ok(())
}

/// Whether a status is in somebody's home.
pub fn contains(db: &Read, account: AccountId, status: StatusId) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM home WHERE account_id = :account AND status_id = :status",
        named_params! { ":account": account, ":status": status },
    )
}
