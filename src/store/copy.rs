//! A copy of the whole database beside it, and the way back. Nobody may use the database meanwhile.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::Result;

/// Copies the database `from` to the file `into`, which is on disk when this returns.
///
/// # Errors
/// SQLite's or the disk's, such as that there is no room.
pub fn copy(from: &Path, into: &Path) -> Result<()> {
    if into.exists() {
        fs::remove_file(into)?;
    }
    if from.exists() {
        let name = into.to_string_lossy().into_owned();
        Connection::open(from)?.execute("VACUUM INTO ?1", [name])?;
    } else {
        // For SQLite that is a database without anything in it.
        File::create(into)?;
    }
    File::open(into)?.sync_all()?;
    sync_folder(into)
}

/// Makes the `copy` the database again. It is gone then; where it is not there, that has happened already.
///
/// # Errors
/// The disk's. This can be done again then.
pub fn put_back(copy: &Path, database: &Path) -> Result<()> {
    if !copy.exists() {
        return Ok(());
    }
    // First of all: they belong to what is to go.
    for suffix in ["-wal", "-shm"] {
        let mut name = OsString::from(database);
        name.push(suffix);
        let path = PathBuf::from(name);
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    fs::rename(copy, database)?;
    sync_folder(database)
}

fn sync_folder(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) => Ok(File::open(folder)?.sync_all()?),
        None => Ok(()),
    }
}
