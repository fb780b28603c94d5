//! How the node is doing, in a few numbers, for `nichoir check`.

use super::Read;
use crate::error::Result;
use crate::id::StatusId;

/// A few numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Condition {
    /// When the newest post was made, in milliseconds since 1970; 0 without any.
    pub newest_ms: i64,
    /// Deliveries still to do.
    pub waiting: i64,
    /// Deliveries given up.
    pub failed: i64,
    /// Servers that fail at the moment.
    pub failing_hosts: i64,
    /// Servers that do not.
    pub answering_hosts: i64,
}

/// Counts.
pub fn condition(db: &Read) -> Result<Condition> {
    let found = db.row(
        "SELECT (SELECT max(id) FROM statuses),
                (SELECT count(*) FROM deliveries WHERE state = 0),
                (SELECT count(*) FROM deliveries WHERE state = 2),
                (SELECT count(*) FROM hosts WHERE failing_since_ms IS NOT NULL),
                (SELECT count(*) FROM hosts WHERE failing_since_ms IS NULL)",
        [],
        |row| {
            let newest: Option<StatusId> = row.get(0)?;
            Ok(Condition {
                newest_ms: newest.map_or(0, StatusId::created_ms),
                waiting: row.get(1)?,
                failed: row.get(2)?,
                failing_hosts: row.get(3)?,
                answering_hosts: row.get(4)?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}
