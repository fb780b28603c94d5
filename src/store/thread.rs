//! The conversation around a status: ids only, what it answers and what answers it.

use rusqlite::named_params;

use super::Read;
use crate::error::Result;
use crate::id::StatusId;

/// As far up as anybody reads; Mastodon stops at 40 for guests.
const ANCESTORS: i64 = 100;
/// As many answers as a page can show.
const DESCENDANTS: i64 = 1000;

/// What the status answers, the first post first.
pub fn ancestors(db: &Read, of: StatusId) -> Result<Vec<StatusId>> {
    db.rows(
        "WITH RECURSIVE up (id, height) AS (
           SELECT in_reply_to_id, 1 FROM statuses WHERE id = :of AND in_reply_to_id IS NOT NULL
           UNION ALL
           SELECT s.in_reply_to_id, up.height + 1
             FROM up JOIN statuses s ON s.id = up.id
            WHERE s.in_reply_to_id IS NOT NULL AND up.height < :most)
         SELECT id FROM up ORDER BY height DESC",
        named_params! { ":of": of, ":most": ANCESTORS },
        |row| row.get(0),
    )
}

/// What answers the status, each branch to its end before the next.
pub fn descendants(db: &Read, of: StatusId) -> Result<Vec<StatusId>> {
    // SQLite takes the row that sorts first out of the queue: deepest first, then oldest.
    db.rows(
        "WITH RECURSIVE down (id, depth) AS (
           SELECT id, 1 FROM statuses WHERE in_reply_to_id = :of
           UNION ALL
           SELECT s.id, down.depth + 1
             FROM down JOIN statuses s ON s.in_reply_to_id = down.id
            WHERE down.depth < 100
            ORDER BY 2 DESC, 1)
         SELECT id FROM down LIMIT :most",
        named_params! { ":of": of, ":most": DESCENDANTS },
        |row| row.get(0),
    )
}
