//! Walks the numbered files of `schema/`; the position is SQLite's `user_version`.
//!
//! Files are only ever added. Each runs in a transaction of its own.

use rusqlite::Connection;

use crate::error::{Error, Result};

const SCHEMA: &[&str] = &[
    include_str!("schema/0001_start.sql"),
    include_str!("schema/0002_certificates.sql"),
    include_str!("schema/0003_choices.sql"),
    include_str!("schema/0004_notifications.sql"),
    include_str!("schema/0005_filters.sql"),
    include_str!("schema/0006_push.sql"),
    include_str!("schema/0007_words.sql"),
    include_str!("schema/0008_scheduled.sql"),
    include_str!("schema/0009_media.sql"),
    include_str!("schema/0010_collections.sql"),
    include_str!("schema/0011_profile.sql"),
];

/// Brings the database up to the newest schema this program knows.
///
/// # Errors
/// A sentence if the database was written by a newer program: nothing is touched then.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let newest = (1..).zip(SCHEMA).map(|(number, _)| number).last().unwrap_or(0);
    if version > newest {
        return Err(Error::conflict(format!(
            "This database was written by a newer Nichoir (schema {version}, this program knows \
             {newest}). Install that version again, or restore a backup made before it."
        )));
    }
    for (number, sql) in (1_u32..).zip(SCHEMA).filter(|(number, _)| *number > version) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}
