//! One running node for a data folder: a lock that ends with the process, whatever ends it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::{Error, Result};

/// Held as long as it is not dropped.
pub(super) struct Lock {
    _file: File,
}

/// Takes the data folder for this process alone.
///
/// # Errors
/// A conflict if a node runs on it.
pub(super) fn take(data: &Path) -> Result<Lock> {
    let cannot = |cause| {
        let message = format!("Cannot write to the data folder {}", data.display());
        Error::conflict(message).caused_by(cause)
    };
    std::fs::create_dir_all(data).map_err(cannot)?;
    let path = data.join("nichoir.lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    let file = file.map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Error::conflict(format!(
            "A node runs on {} already; stop it first",
            data.display()
        ))),
        Err(TryLockError::Error(cause)) => Err(cannot(cause)),
    }
}
