//! A newer program takes over, and goes again if it does not work; nothing that was acknowledged is lost.
//!
//! `nichoir update FILE` checks a signed file and lays it ready ([`stage`]). At the next start the installed
//! program copies the database and hands over to the new one ([`launch`]), which answers every write with
//! "come again" until it has shown that it works ([`trial`]). If it never does, the installed program, or
//! the update before, takes over again together with the copy. No privilege is needed, and every program is
//! checked anew each time it is started.
//!
//! On a card of ours ([`card`]) the update is a whole root instead. It is laid ready in the same way; the server
//! asks root ([`errand`]) to write it to the idle slot ([`root`]) while the node runs, copies the database at its
//! next start and has the board restarted (`switch`). The trial is the same.

pub mod arrival;
pub mod asking;
pub mod bundle;
pub mod card;
pub mod errand;
mod keys;
pub mod launch;
mod news;
pub mod root;
mod slot_writer;
pub mod stage;
pub mod state;
mod switch;
pub mod trial;
pub mod version;

pub use self::news::news;

use std::fs::File;
use std::io::{Read as _, copy};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use ed25519_dalek::VerifyingKey;

use self::bundle::{HEAD_BYTES, Head};
use self::card::Card;
use self::state::{Folder, Slot};
use crate::appliance::system::System;
use crate::error::{Error, Result};

/// Nothing of what was before the trial comes back when it fails, because the owner wants it gone.
///
/// # Errors
/// The disk's.
pub fn forget(data: &Path) -> Result<()> {
    let copy = Folder::of(data).copy();
    if copy.exists() {
        // For SQLite that is a database without anything in it.
        File::create(copy)?.sync_all()?;
    }
    Ok(())
}

/// Leaves to the system before why this one, which is on trial on a card, gives itself up.
pub fn give_up(system: &System, data: &Path, why: &Error) {
    if Card::of(system).is_some_and(|card| card.is_on_trial()) {
        // The board restarts; if nothing can be written, no reason is known.
        let _ = std::fs::write(Folder::of(data).why(), why.to_string());
    }
}

/// The three lines of the update in `slot`, if a trusted key signed them and the program there is theirs.
///
/// # Errors
/// What is wrong, for people.
fn checked(folder: &Folder, slot: Slot, keys: &[VerifyingKey]) -> Result<Head> {
    let head = Head::read(&beginning(File::open(folder.head(slot))?)?, keys).map_err(unfit)?;
    if hash(&folder.program(slot))? != head.manifest.sha256 {
        return Err(unfit("what it brings is spoiled"));
    }
    Ok(head)
}

/// As much of a file as the three lines can be.
fn beginning(file: File) -> Result<Vec<u8>> {
    let mut beginning = Vec::new();
    file.take(HEAD_BYTES as u64).read_to_end(&mut beginning)?;
    Ok(beginning)
}

/// The SHA-256 of a file, in hexadecimal digits.
fn hash(path: &Path) -> Result<String> {
    let mut hash = Hash::new();
    copy(&mut File::open(path)?, &mut hash)?;
    Ok(hash.text())
}

struct Hash(Context);

impl Hash {
    fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    fn text(self) -> String {
        self.0.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

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
