//! Polls, their options and votes.

use rusqlite::named_params;

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// A poll with its options in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// More than one choice is allowed.
    pub multiple: bool,
    /// Results are hidden until the end.
    pub hide_totals: bool,
    /// When it ends.
    pub expires_ms: Option<i64>,
    /// It has ended, whatever the clock says.
    pub closed: bool,
    /// How many people voted.
    pub voters_count: i64,
    /// Title and votes.
    pub options: Vec<(String, i64)>,
}

impl Poll {
    /// Whether votes are no longer taken.
    pub fn is_over(&self, now_ms: i64) -> bool {
        self.closed || self.expires_ms.is_some_and(|end| end <= now_ms)
    }
}

/// The poll of a status.
pub fn by_status(db: &Read, status: StatusId) -> Result<Option<Poll>> {
    let poll = db.row(
        "SELECT multiple, hide_totals, expires_ms, closed, voters_count FROM polls
          WHERE status_id = :status",
        named_params! { ":status": status },
        |row| {
            Ok(Poll {
                multiple: row.get(0)?,
                hide_totals: row.get(1)?,
                expires_ms: row.get(2)?,
                closed: row.get(3)?,
                voters_count: row.get(4)?,
                options: Vec::new(),
            })
        },
    )?;
    let Some(poll) = poll else { return Ok(None) };
    let options = db.rows(
        "SELECT title, votes FROM poll_options WHERE status_id = :status ORDER BY position",
        named_params! { ":status": status },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(Some(Poll { options, ..poll }))
}

/// Stores a poll over an older state. If options or kind changed, all votes are void.
pub fn put(tx: &Write, status: StatusId, poll: &Poll) -> Result<()> {
    let before = by_status(tx, status)?;
    let same = before.is_some_and(|before| {
        before.multiple == poll.multiple
            && before.options.iter().map(|o| &o.0).eq(poll.options.iter().map(|o| &o.0))
    });
    if !same {
        let of = named_params! { ":status": status };
        tx.execute("DELETE FROM poll_votes WHERE status_id = :status", of)?;
        tx.execute("DELETE FROM poll_options WHERE status_id = :status", of)?;
    }
    tx.execute(
        "INSERT INTO polls (status_id, multiple, hide_totals, expires_ms, closed, voters_count)
         VALUES (:status, :multiple, :hide_totals, :expires_ms, :closed, :voters_count)
         ON CONFLICT DO UPDATE SET multiple = excluded.multiple, expires_ms = excluded.expires_ms,
                closed = excluded.closed, voters_count = excluded.voters_count",
        named_params! {
            ":status": status, ":multiple": poll.multiple, ":hide_totals": poll.hide_totals,
            ":expires_ms": poll.expires_ms, ":closed": poll.closed,
            ":voters_count": poll.voters_count,
        },
    )?;
    for (position, (title, votes)) in (0_i64..).zip(&poll.options) {
        tx.execute(
            "INSERT INTO poll_options (status_id, position, title, votes)
             VALUES (:status, :position, :title, :votes)
             ON CONFLICT DO UPDATE SET votes = excluded.votes",
            named_params! {
                ":status": status, ":position": position, ":title": title, ":votes": votes,
            },
        )?;
    }
    Ok(())
}

/// The choices of somebody.
pub fn votes_of(db: &Read, status: StatusId, account: AccountId) -> Result<Vec<i64>> {
    db.rows(
        "SELECT position FROM poll_votes WHERE status_id = :status AND account_id = :account
          ORDER BY position",
        named_params! { ":status": status, ":account": account },
        |row| row.get(0),
    )
}

/// Records one choice and counts it; the same choice twice counts once. Whether it may be made is the
/// caller's to know.
pub fn vote(
    tx: &Write,
    status: StatusId,
    account: AccountId,
    position: i64,
    uri: Option<&str>,
) -> Result<bool> {
    let first = votes_of(tx, status, account)?.is_empty();
    let new = tx.execute(
        "INSERT OR IGNORE INTO poll_votes (status_id, account_id, position, uri)
         VALUES (:status, :account, :position, :uri)",
        named_params! { ":status": status, ":account": account, ":position": position, ":uri": uri },
    )?;
    if new == 0 {
        return Ok(false);
    }
    tx.execute(
        "UPDATE poll_options SET votes = votes + 1 WHERE status_id = :status AND position = :position",
        named_params! { ":status": status, ":position": position },
    )?;
    if first {
        tx.execute(
            "UPDATE polls SET voters_count = voters_count + 1 WHERE status_id = :status",
            named_params! { ":status": status },
        )?;
    }
    Ok(true)
}

/// Everybody who voted.
pub fn voters(db: &Read, status: StatusId) -> Result<Vec<AccountId>> {
    db.rows(
        "SELECT DISTINCT account_id FROM poll_votes WHERE status_id = :status",
        named_params! { ":status": status },
        |row| row.get(0),
    )
}

/// Ends a poll.
pub fn close(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "UPDATE polls SET closed = 1 WHERE status_id = :status",
        named_params! { ":status": status },
    )?;
    Ok(())
}
