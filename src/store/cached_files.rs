//! Media of other servers that lie in the cache: which there are, and which were used longest ago.

use rusqlite::{Row, named_params};

use super::{Read, Write};
use crate::error::Result;

/// A file in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedFile {
    /// SHA-256 of what was asked for.
    pub name: [u8; 32],
    /// How its name ends.
    pub extension: String,
    /// Its length.
    pub size_bytes: i64,
    /// When it was last used, to the day.
    pub used_ms: i64,
    /// When it came.
    pub fetched_ms: i64,
}

/// The file for what was asked for.
pub fn by_name(db: &Read, name: &[u8; 32]) -> Result<Option<CachedFile>> {
    db.row(
        "SELECT name, extension, size_bytes, used_ms, fetched_ms FROM cached_files WHERE name = :name",
        named_params! { ":name": name },
        from_row,
    )
}

/// Those that were used longest ago, but for this one.
pub fn oldest(db: &Read, spared: &[u8; 32], limit: u32) -> Result<Vec<CachedFile>> {
    db.rows(
        "SELECT name, extension, size_bytes, used_ms, fetched_ms FROM cached_files
          WHERE name <> :spared ORDER BY used_ms LIMIT :limit",
        named_params! { ":spared": spared, ":limit": limit },
        from_row,
    )
}

/// All names.
pub fn names(db: &Read) -> Result<Vec<[u8; 32]>> {
    db.rows("SELECT name FROM cached_files", [], |row| row.get(0))
}

/// Bytes of all of them.
pub fn total_bytes(db: &Read) -> Result<i64> {
    let total =
        db.row("SELECT ifnull(sum(size_bytes), 0) FROM cached_files", [], |row| row.get(0))?;
    Ok(total.unwrap_or_default())
}

/// Remembers a file that is there.
pub fn put(tx: &Write, file: &CachedFile) -> Result<()> {
    tx.execute(
        "INSERT INTO cached_files (name, extension, size_bytes, used_ms, fetched_ms)
         VALUES (:name, :extension, :size, :used_ms, :fetched_ms)
         ON CONFLICT (name) DO UPDATE SET extension = excluded.extension,
                size_bytes = excluded.size_bytes, used_ms = excluded.used_ms,
                fetched_ms = excluded.fetched_ms",
        named_params! {
            ":name": file.name, ":extension": file.extension, ":size": file.size_bytes,
            ":used_ms": file.used_ms, ":fetched_ms": file.fetched_ms,
        },
    )?;
    Ok(())
}

/// Remembers that a file is used.
pub fn touch(tx: &Write, name: &[u8; 32], now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE cached_files SET used_ms = :now_ms WHERE name = :name",
        named_params! { ":name": name, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// Forgets a file.
pub fn delete(tx: &Write, name: &[u8; 32]) -> Result<()> {
    tx.execute("DELETE FROM cached_files WHERE name = :name", named_params! { ":name": name })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<CachedFile> {
    Ok(CachedFile {
        name: row.get(0)?,
        extension: row.get(1)?,
        size_bytes: row.get(2)?,
        used_ms: row.get(3)?,
        fetched_ms: row.get(4)?,
    })
}
