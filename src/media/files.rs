//! Files in the media folder: written once, named after what is in them, on disk before anybody hears of them.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;

use super::kind::Kind;
use crate::error::Result;
use crate::store::files::File as Row;

/// Writes a file and what leads to it. Answers what to remember of it.
///
/// # Errors
/// The disk's.
pub fn write(folder: &Path, kind: Kind, bytes: &[u8]) -> Result<Row> {
    let row = Row {
        sha256: sha256(bytes),
        extension: kind.extension().to_owned(),
        size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    put(&path(folder, &row), bytes)?;
    File::open(folder)?.sync_all()?;
    Ok(row)
}

/// Writes `bytes` to `path`; whoever looks sees all of it or nothing. Its name may be lost with the power.
///
/// # Errors
/// The disk's.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = path.with_extension(UNFINISHED);
    let mut options = OpenOptions::new();
    let written = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished);
    let written = written.and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    });
    written.inspect_err(|_| drop(fs::remove_file(&unfinished)))?;
    Ok(())
}

/// Removes a file that is not remembered any more.
pub fn remove(folder: &Path, row: &Row) {
    if let Err(error) = fs::remove_file(path(folder, row)) {
        tracing::debug!(%error, "a file that nobody needs was gone already");
    }
}

/// Whether it was laid down within the last hour: then somebody may still be about to remember it.
pub(super) fn is_fresh(path: &Path) -> bool {
    let made = fs::metadata(path).and_then(|found| found.modified());
    made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age.as_secs() < 3600))
}

/// Removes what a power cut left half written, an hour or longer ago.
pub fn remove_unfinished(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let is_unfinished = path.extension().is_some_and(|extension| extension == UNFINISHED);
        if is_unfinished && !is_fresh(&path) {
            let _ = fs::remove_file(path);
        }
    }
}

/// What is in a file, in 256 bits.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut sum = [0; 32];
    sum.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    sum
}

/// As in names and URLs.
pub fn hex(sum: &[u8; 32]) -> String {
    sum.iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|it| char::from_digit(it.into(), 16))
        .collect()
}

fn path(folder: &Path, row: &Row) -> PathBuf {
    folder.join(format!("{}.{}", hex(&row.sha256), row.extension))
}

/// How names of files end that are not whole yet.
pub const UNFINISHED: &str = "part";
