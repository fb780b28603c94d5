//! What the node keeps is its owner's: other users of the machine read none of it.
//!
//! The database holds the signing keys, the certificate's key, tokens for the DNS and the code of the claim.

use std::ffi::OsString;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::Mode;

/// Every file that this process makes from now on.
pub(super) fn new_files() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}

/// A database that is there already, and what SQLite keeps beside it: an older version let others read.
pub(super) fn database(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = OsString::from(path);
        name.push(suffix);
        close(&PathBuf::from(name));
    }
}

fn close(path: &Path) {
    let Ok(found) = std::fs::metadata(path) else { return };
    let mode = found.permissions().mode();
    if mode & OTHERS == 0 {
        return;
    }
    if let Err(cause) = std::fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS)) {
        tracing::warn!(%cause, "other users of this machine may read {}", path.display());
    }
}

/// Group and everybody.
const OTHERS: u32 = 0o077;
