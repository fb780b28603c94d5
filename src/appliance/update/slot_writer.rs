//! Writes a root to a partition, and reads it back past the cache.
//!
//! In pieces that a small board has room for, each on the card before the next, so that the node, which writes to
//! the same card, never waits for long.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::{Advice, OFlags, fadvise};

use super::bundle::Manifest;
use super::{Hash, unfit};
use crate::error::Result;

/// How much is read at once.
const PIECE: usize = 256 << 10;
/// How much may wait in memory for the card.
const DIRTY: u64 = 4 << 20;

/// Writes `from`, which must be what `manifest` says, to the beginning of `to`.
///
/// # Errors
/// It is something else, it does not fit, or the card does not give back what was written.
pub(super) fn write(from: &Path, to: &Path, manifest: &Manifest) -> Result<()> {
    let from = open(from)?;
    let mut to = OpenOptions::new().read(true).write(true).open(to)?;
    if manifest.bytes > to.seek(SeekFrom::End(0))? {
        return Err(unfit("it is too large for this card"));
    }
    to.rewind()?;
    let read = copy(&mut from.take(manifest.bytes), &mut to)?;
    if read != manifest.sha256 {
        return Err(unfit("it is spoiled"));
    }
    to.sync_all()?;
    fadvise(&to, 0, None, Advice::DontNeed).map_err(std::io::Error::from)?;
    to.rewind()?;
    if hash(&mut to.take(manifest.bytes))? != manifest.sha256 {
        return Err(unfit(
            "the card does not give back what was written to it; it may be worn out",
        ));
    }
    Ok(())
}

/// Opens what is laid ready. The folder is the server's: nothing is followed or waited for there.
pub(super) fn open(path: &Path) -> Result<File> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(unfit("it is no file")),
    }
}

/// Copies everything; answers with the hash of what was read.
fn copy(from: &mut impl Read, to: &mut File) -> Result<String> {
    let (mut hash, mut piece, mut dirty) = (Hash::new(), vec![0; PIECE], 0);
    while let Some(read) = next(from, &mut piece)? {
        hash.write_all(read)?;
        to.write_all(read)?;
        dirty += read.len() as u64;
        if dirty >= DIRTY {
            to.sync_data()?;
            dirty = 0;
        }
    }
    Ok(hash.text())
}

fn hash(from: &mut impl Read) -> Result<String> {
    let (mut hash, mut piece) = (Hash::new(), vec![0; PIECE]);
    while let Some(read) = next(from, &mut piece)? {
        hash.write_all(read)?;
    }
    Ok(hash.text())
}

fn next<'p>(from: &mut impl Read, piece: &'p mut [u8]) -> Result<Option<&'p [u8]>> {
    let read = from.read(piece)?;
    Ok(piece.get(..read).filter(|read| !read.is_empty()))
}
