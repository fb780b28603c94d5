//! The index of words: what goes into it, and when.
//!
//! What is searched for is in `search.rs`.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::StatusId;
use crate::text::plain;

/// Has the words of a post read later; also those of one that was changed.
pub(super) fn read_later(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO unread_words (status_id) VALUES (:status)",
        named_params! { ":status": status },
    )?;
    Ok(())
}

/// Takes a post that is about to be deleted out of the index.
pub(super) fn forget(tx: &Write, status: StatusId) -> Result<()> {
    let params = named_params! { ":status": status };
    tx.execute("DELETE FROM words WHERE rowid = :status", params)?;
    tx.execute("DELETE FROM unread_words WHERE status_id = :status", params)?;
    Ok(())
}

/// The same for all posts of somebody who is gone.
pub(super) fn forget_author(tx: &Write, author: crate::id::AccountId) -> Result<()> {
    let posts: Vec<StatusId> = tx.rows(
        "SELECT id FROM statuses WHERE account_id = :author AND reblog_of_id IS NULL",
        named_params! { ":author": author },
        |row| row.get(0),
    )?;
    posts.into_iter().try_for_each(|post| forget(tx, post))
}

/// Whether any words wait to be read.
pub fn are_unread(db: &Read) -> Result<bool> {
    db.exists("SELECT 1 FROM unread_words", [])
}

/// Reads the words of up to `limit` posts into the index, the newest first. Answers how many it were.
pub fn read(tx: &Write, limit: u32) -> Result<usize> {
    let posts = tx.rows(
        "SELECT u.status_id, s.content_html, s.spoiler_text,
                (SELECT group_concat(a.description, ' ') FROM attachments a
                  WHERE a.status_id = u.status_id),
                (SELECT group_concat(o.title, ' ') FROM poll_options o
                  WHERE o.status_id = u.status_id)
           FROM unread_words u LEFT JOIN statuses s ON s.id = u.status_id
          ORDER BY u.status_id DESC LIMIT :limit",
        named_params! { ":limit": limit },
        |row| {
            let text = |at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
            Ok((row.get::<_, StatusId>(0)?, text(1)?, [text(2)?, text(3)?, text(4)?]))
        },
    )?;
    for (status, html, others) in &posts {
        forget(tx, *status)?;
        let text = format!("{}\n{}", plain(html), others.join("\n"));
        tx.execute(
            "INSERT INTO words (rowid, text) VALUES (:status, :text)",
            named_params! { ":status": status, ":text": text },
        )?;
    }
    Ok(posts.len())
}
