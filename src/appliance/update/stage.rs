//! An update is checked and laid ready for the next start, while the node runs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::bundle::{HEAD_BYTES, Head, Kind};
use super::card::Card;
use super::state::{Folder, Slot, State, Trial};
use super::version::Version;
use super::{checked, keys, unfit};
use crate::appliance::system::System;
use crate::error::{Error, Result};

/// How often an update is started before it is given up.
const TRIES: u8 = 2;
/// No program of ours is as large.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// Lays the update in the file `from` ready. Answers which version it brings.
///
/// # Errors
/// What is wrong with it, for people; nothing has changed then.
pub fn take(system: &System, data: &Path, from: &Path) -> Result<Version> {
    let folder = Folder::of(data);
    let state = folder.state()?;
    if state.trial.as_ref().is_some_and(|trial| trial.has_begun) {
        return Err(Error::conflict("Another update is being tried just now"));
    }
    let keys = keys::read(system);
    if keys.is_empty() {
        return Err(unfit("this Nichoir knows no keys of those who make updates"));
    }
    let mut file = File::open(from)?;
    let mut beginning = Vec::new();
    (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut beginning)?;
    let head = Head::read(&beginning, &keys).map_err(unfit)?;
    let slot = match Card::of(system) {
        Some(card) => {
            card.is_fit(&head, card.newest(&state)).map_err(unfit)?;
            card.slot().opposite()
        }
        None => {
            is_fit(&head, newest(&folder, &state, &keys))?;
            Slot::other(state.runs)
        }
    };
    folder.make()?;
    // As long as it is written nothing points to it.
    let state = State { trial: None, ..state };
    folder.save(&state)?;
    file.seek(SeekFrom::Start(head.length as u64))?;
    write(&folder.program(slot), &mut file.take(head.manifest.bytes + 1))?;
    write(&folder.head(slot), &mut beginning.get(..head.length).unwrap_or_default())?;
    if let Err(error) = checked(&folder, slot, &keys) {
        remove(&folder, slot);
        return Err(error);
    }
    let version = head.manifest.version;
    let trial = Trial { slot, version, tries_left: TRIES, has_begun: false };
    folder.save(&State { trial: Some(trial), ..state })?;
    Ok(version)
}

fn is_fit(head: &Head, newest: Version) -> Result<()> {
    let manifest = &head.manifest;
    if head.kind != Kind::Program {
        return Err(unfit("it is for the card of a box, not for a program that was installed"));
    }
    if manifest.arch != std::env::consts::ARCH {
        return Err(unfit("it is for another kind of machine"));
    }
    if manifest.version <= newest {
        return Err(unfit("it is not newer than what runs"));
    }
    if manifest.bytes > MOST_BYTES {
        return Err(unfit("it is too large"));
    }
    Ok(())
}

/// What an update must be newer than.
fn newest(folder: &Folder, state: &State, keys: &[ed25519_dalek::VerifyingKey]) -> Version {
    let runs = state.runs.and_then(|slot| checked(folder, slot, keys).ok());
    runs.map_or(Version::own(), |head| head.manifest.version.max(Version::own()))
}

/// Only the owner of the data may run it; it is on disk when this returns.
fn write(to: &Path, from: &mut impl io::Read) -> Result<()> {
    let _ = fs::remove_file(to);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o700).open(to)?;
    io::copy(from, &mut file)?;
    file.flush()?;
    Ok(file.sync_all()?)
}

/// Room for the next one.
pub(super) fn remove(folder: &Folder, slot: Slot) {
    let _ = fs::remove_file(folder.program(slot));
    let _ = fs::remove_file(folder.head(slot));
}
