//! Honest numbers about this node (FEP-0151), for NodeInfo and the instance entity.

use rusqlite::named_params;

use super::Read;
use crate::error::Result;
use crate::protocol::nodeinfo::Usage;

/// Who uses this node.
pub fn usage(db: &Read, now_ms: i64) -> Result<Usage> {
    Ok(Usage {
        total: count(db, 0)?,
        active_month: count(db, now_ms - 30 * DAY_MS)?,
        active_half_year: count(db, now_ms - 180 * DAY_MS)?,
        local_posts: local_posts(db)?,
    })
}

/// Owners who posted since; all of them for 0.
fn count(db: &Read, since_ms: i64) -> Result<u64> {
    let count = db.row(
        "SELECT count(*) FROM owners o CROSS JOIN accounts a ON a.id = o.account_id
          WHERE :since = 0 OR a.last_status_ms >= :since",
        named_params! { ":since": since_ms },
        |row| row.get::<_, i64>(0),
    )?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

fn local_posts(db: &Read) -> Result<u64> {
    let count = db.row(
        "SELECT sum(a.statuses_count) FROM owners o CROSS JOIN accounts a ON a.id = o.account_id",
        [],
        |row| row.get::<_, Option<i64>>(0),
    )?;
    Ok(count.flatten().and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

const DAY_MS: i64 = 24 * 3_600 * 1_000;
