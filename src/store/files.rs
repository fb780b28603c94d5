//! Stored media, by what is in them: which file a row stands for, and which nobody needs any more.

use rusqlite::{Row, named_params};

use super::{Read, Write};
use crate::error::Result;

/// A file in the media folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What is in it.
    pub sha256: [u8; 32],
    /// How its name ends.
    pub extension: String,
    /// Its length.
    pub size_bytes: i64,
}

/// Remembers a file that is on disk.
pub fn put(tx: &Write, file: &File, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO files (sha256, extension, size_bytes, created_ms, needed_ms)
         VALUES (:sha256, :extension, :size, :now_ms, :now_ms)
         ON CONFLICT (sha256) DO UPDATE SET needed_ms = excluded.needed_ms",
        named_params! {
            ":sha256": file.sha256, ":extension": file.extension, ":size": file.size_bytes,
            ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// What nobody refers to, among `files f`.
const UNNEEDED: &str = "
    SELECT f.sha256, f.extension, f.size_bytes FROM files f
     WHERE NOT EXISTS (SELECT 1 FROM attachments a WHERE a.sha256 = f.sha256)
       AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.preview_sha256 = f.sha256)
       AND NOT EXISTS (SELECT 1 FROM owners o
                        WHERE o.avatar_sha256 = f.sha256 OR o.header_sha256 = f.sha256)";

/// Some files that nobody refers to.
pub fn unneeded(db: &Read, limit: u32) -> Result<Vec<File>> {
    let sql = format!("{UNNEEDED} LIMIT :limit");
    db.rows(&sql, named_params! { ":limit": limit }, from_row)
}

/// Those of these that nobody refers to.
pub fn unneeded_of(db: &Read, sums: &[[u8; 32]]) -> Result<Vec<File>> {
    let sql = format!("{UNNEEDED} AND f.sha256 = :sum");
    let found = sums.iter().map(|sum| db.row(&sql, named_params! { ":sum": sum }, from_row));
    found.filter_map(Result::transpose).collect()
}

/// What is in each of them.
pub fn sums(db: &Read) -> Result<Vec<[u8; 32]>> {
    db.rows("SELECT sha256 FROM files", [], |row| row.get(0))
}

/// Forgets a file.
pub fn delete(tx: &Write, sha256: &[u8; 32]) -> Result<()> {
    tx.execute("DELETE FROM files WHERE sha256 = :sha256", named_params! { ":sha256": sha256 })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<File> {
    Ok(File { sha256: row.get(0)?, extension: row.get(1)?, size_bytes: row.get(2)? })
}
