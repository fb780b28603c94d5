//! A newer program takes over, and goes again if it does not work; nothing that was acknowledged is lost.
//!
//! `nichoir update FILE` checks a signed file and lays it ready ([`stage`]). At the next start the installed
//! program copies the database and hands over to the new one ([`launch`]), which answers every write with
//! "come again" until it has shown that it works ([`trial`]). If it never does, the installed program, or
//! the update before, takes over again together with the copy. No privilege is needed, and every program is
//! checked anew each time it is started. Not how a whole card is updated.

pub mod arrival;
pub mod bundle;
mod keys;
pub mod launch;
pub mod news;
pub mod stage;
pub mod state;
pub mod trial;
pub mod version;

use std::fs::File;
use std::io::{Read as _, copy};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use ed25519_dalek::VerifyingKey;

use self::bundle::{HEAD_BYTES, Head};
use self::state::{Folder, Slot};
use crate::error::{Error, Result};

/// The three lines of the update in `slot`, if a trusted key signed them and the program there is theirs.
///
/// # Errors
/// What is wrong, for people.
fn checked(folder: &Folder, slot: Slot, keys: &[VerifyingKey]) -> Result<Head> {
    let mut beginning = Vec::new();
    File::open(folder.head(slot))?.take(HEAD_BYTES as u64).read_to_end(&mut beginning)?;
    let head = Head::read(&beginning, keys).map_err(unfit)?;
    if hash(&folder.program(slot))? != head.manifest.sha256 {
        return Err(unfit("its program is spoiled"));
    }
    Ok(head)
}

/// The SHA-256 of a file, in hexadecimal digits.
fn hash(path: &Path) -> Result<String> {
    let mut hash = Hash(Context::new(&SHA256));
    copy(&mut File::open(path)?, &mut hash)?;
    Ok(hash.0.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}

struct Hash(Context);

impl std::io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn unfit(what: &str) -> Error {
    Error::invalid(format!("This update cannot be taken: {what}"))
}
