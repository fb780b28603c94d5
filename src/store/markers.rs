//! How far a person of this node has read.

use rusqlite::{Row, named_params};

use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// How far one timeline was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// `home` or `notifications`.
    pub timeline: String,
    /// The newest that was read.
    pub last_read_id: i64,
    /// How often it was moved.
    pub version: i64,
    /// When.
    pub updated_ms: i64,
}

const COLUMNS: &str = "timeline, last_read_id, version, updated_ms";

/// All that were set.
pub fn of(db: &Read, account: AccountId) -> Result<Vec<Marker>> {
    let sql = format!("SELECT {COLUMNS} FROM markers WHERE account_id = :account");
    db.rows(&sql, named_params! { ":account": account }, from_row)
}

/// Moves one; `timeline` is one of the two that the schema knows.
pub fn put(
    tx: &Write,
    account: AccountId,
    timeline: &str,
    last_read_id: i64,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO markers (account_id, timeline, last_read_id, updated_ms)
         VALUES (:account, :timeline, :last_read_id, :now_ms)
         ON CONFLICT (account_id, timeline) DO UPDATE
            SET last_read_id = excluded.last_read_id, version = version + 1,
                updated_ms = excluded.updated_ms",
        named_params! {
            ":account": account, ":timeline": timeline, ":last_read_id": last_read_id,
            ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Marker> {
    Ok(Marker {
        timeline: row.get(0)?,
        last_read_id: row.get(1)?,
        version: row.get(2)?,
        updated_ms: row.get(3)?,
    })
}
