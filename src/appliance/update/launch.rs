//! Who is to run: at each start the installed program looks whether a newer one is to take over.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use ed25519_dalek::VerifyingKey;

use super::card::Card;
use super::state::{Folder, Last, Slot, State, Trial};
use super::version::Version;
use super::{checked, keys, stage, switch};
use crate::appliance::system::System;
use crate::config::UPDATE_VARIABLE;
use crate::error::{Error, Result};
use crate::store;

/// What [`UPDATE_VARIABLE`] says to a program on trial, and to one that is not.
pub const ON_TRIAL: &str = "trial";
const TRUSTED: &str = "trusted";

/// Hands over to the update that runs, if there is one; with `serves`, to the one that is to be tried.
/// Returns where this program is the one.
///
/// # Errors
/// If an update on trial cannot be started, or nobody can write down that it is. Nothing may be served then:
/// it could be taken back.
pub fn hand_over(system: &System, data: &Path, database: &Path, serves: bool) -> Result<()> {
    if let Some(card) = Card::of(system) {
        return if serves { switch::start(&card, data, database) } else { Ok(()) };
    }
    let (folder, keys) = (Folder::of(data), keys::read(system));
    let mut state = match folder.state() {
        Ok(state) => state,
        Err(error) => {
            tracing::error!(%error, "nobody knows of updates; the installed program runs");
            return Ok(());
        }
    };
    if let Some(trial) = state.trial.take_if(|_| serves) {
        state = next(&folder, state, trial, &keys, database)?;
        folder.save(&state)?;
    }
    if serves && state.trial.is_none() {
        tidy(&folder, &state);
    }
    let Some((slot, says)) = successor(&folder, &state, &keys) else { return Ok(()) };
    let arguments = std::env::args_os().skip(1);
    let cause =
        Command::new(folder.program(slot)).args(arguments).env(UPDATE_VARIABLE, says).exec();
    let error = Error::conflict("The update cannot be started").caused_by(cause);
    if says == ON_TRIAL {
        return Err(error);
    }
    tracing::error!(%error, "the installed program runs");
    Ok(())
}

/// The program that is to go on, and what it is told.
fn successor(
    folder: &Folder,
    state: &State,
    keys: &[VerifyingKey],
) -> Option<(Slot, &'static str)> {
    if let Some(trial) = state.trial.as_ref().filter(|trial| trial.has_begun) {
        return Some((trial.slot, ON_TRIAL));
    }
    let slot = state.runs?;
    match checked(folder, slot, keys) {
        // The package may have been updated meanwhile.
        Ok(head) => (head.manifest.version > Version::own()).then_some((slot, TRUSTED)),
        Err(error) => {
            tracing::error!(%error, "the update does not run; the installed program does");
            None
        }
    }
}

/// Begins the trial, goes on with it, or ends it.
fn next(
    folder: &Folder,
    state: State,
    trial: Trial,
    keys: &[VerifyingKey],
    database: &Path,
) -> Result<State> {
    let ready = checked(folder, trial.slot, keys).and_then(|_| match trial.has_begun {
        true => Ok(()),
        false => store::copy(database, &folder.copy()),
    });
    let why = match (ready, trial.tries_left.checked_sub(1)) {
        (Ok(()), Some(tries_left)) => {
            let trial = Trial { tries_left, has_begun: true, ..trial };
            return Ok(State { trial: Some(trial), ..state });
        }
        (Ok(()), None) => "it never came to work".to_owned(),
        (Err(error), _) => error.to_string(),
    };
    if trial.has_begun {
        // Nothing was acknowledged since.
        store::put_back(&folder.copy(), database)?;
    }
    stage::remove(folder, trial.slot);
    tracing::warn!(version = %trial.version, why, "the update went back");
    let last = Last { version: trial.version, went_back: Some(why) };
    Ok(State { last: Some(last), trial: None, ..state })
}

/// The program on trial works: from now on it is the one that runs.
///
/// # Errors
/// The disk's; then the trial goes on. On a card, also root's.
pub(super) fn confirm(system: &System, data: &Path) -> Result<()> {
    let card = Card::of(system);
    card.as_ref().map_or(Ok(()), switch::keep)?;
    let folder = Folder::of(data);
    let state = folder.state()?;
    let Some(trial) = state.trial else { return Ok(()) };
    if card.is_some() {
        return switch::end(&folder, &state, trial, None);
    }
    let last = Some(Last { version: trial.version, went_back: None });
    let state = State { runs: Some(trial.slot), trial: None, last };
    folder.save(&state)?;
    tidy(&folder, &state);
    Ok(())
}

/// What nobody goes back to any more is only in the way.
fn tidy(folder: &Folder, state: &State) {
    let _ = fs::remove_file(folder.copy());
    let _ = fs::remove_file(folder.arrival());
    stage::remove(folder, Slot::other(state.runs));
}
