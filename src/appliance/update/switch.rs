//! The server's part in the update of a card: what it does at a start, before the database is opened.
//!
//! Nothing is acknowledged between the copy of the database and the end of the trial, and the record on the card
//! alone says how the trial ended; decision 18 has the table of what a power cut leaves at each step.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use super::card::Card;
use super::errand::{Answer, Errand};
use super::stage;
use super::state::{Folder, Last, Slot, State, Trial};
use crate::error::{Error, Result};
use crate::store;

/// How long root may take to restart the board.
const PATIENCE_S: u32 = 120;
const SECOND: Duration = Duration::from_secs(1);
/// As much as anybody reads of a reason.
const REASON: usize = 300;

/// Brings to an end what was begun, or goes over to the other slot. Returns where a node is to be served.
///
/// # Errors
/// Nothing may be served: the board is about to restart, or nobody knows which database counts.
pub(super) fn start(card: &Card, data: &Path, database: &Path) -> Result<()> {
    if card.is_on_trial() {
        return Ok(());
    }
    if card.is_to_restart() {
        return Err(Error::conflict("The board is about to restart from its other slot"));
    }
    card.record().ok_or_else(|| Error::conflict("Nobody knows what the card does next"))?;
    let folder = Folder::of(data);
    let state = folder.state().unwrap_or_else(|error| {
        tracing::error!(%error, "nobody knows of updates");
        State::default()
    });
    // There is no copy before root has made the record a plain one, so it is about this trial.
    if card.went_back() && folder.copy().exists() {
        // Nothing was acknowledged since.
        store::put_back(&folder.copy(), database)?;
    }
    let Some(trial) = state.trial else {
        tidy(&folder);
        return Ok(());
    };
    match trial.has_begun {
        true => go_on(card, &folder, &state, trial),
        false if card.answer() == Some(Answer::Written(trial.version)) => {
            switch(card, &folder, &state, trial, database)
        }
        false => remove_copy(&folder),
    }
}

/// After a trial, or what a cut left of one.
fn go_on(card: &Card, folder: &Folder, state: &State, trial: Trial) -> Result<()> {
    if card.slot() == trial.slot {
        return end(folder, state, trial, None);
    }
    if card.went_back() {
        let why = reason(card, folder);
        tracing::warn!(version = %trial.version, why, "the update went back");
        return end(folder, state, trial, Some(why));
    }
    // Cut off before the record was written: this slot went on all the time.
    remove_copy(folder)?;
    folder.save(&State { trial: Some(Trial { has_begun: false, ..trial }), ..state.clone() })
}

/// Copies the database and has the other slot started. Returns only if that fails.
fn switch(card: &Card, folder: &Folder, state: &State, trial: Trial, to: &Path) -> Result<()> {
    let begun = Trial { has_begun: true, ..trial };
    folder.save(&State { trial: Some(begun), ..state.clone() })?;
    let copied = store::copy(to, &folder.copy()).and_then(|()| card.ask(Errand::Try));
    let why = match copied {
        Ok(()) => wait_for_restart(card)?,
        Err(error) => error.to_string(),
    };
    tracing::error!(version = %trial.version, why, "the update cannot be tried");
    end(folder, state, trial, Some(why))
}

/// Why the board does not restart. Once root has taken the errand nobody can tell, so nothing is served then.
fn wait_for_restart(card: &Card) -> Result<String> {
    for _ in 0..PATIENCE_S {
        if let Some(Answer::Failed(why)) = card.answer().filter(|_| !card.is_to_restart()) {
            return Ok(why);
        }
        sleep(SECOND);
    }
    match card.take(Errand::Try) {
        true => Ok("nobody restarted the board".to_owned()),
        false => Err(Error::conflict("The board does not restart from its other slot")),
    }
}

/// Has the slot that runs kept: it works.
///
/// # Errors
/// Root did not answer in time.
pub(super) fn keep(card: &Card) -> Result<()> {
    card.ask(Errand::Keep)?;
    for _ in 0..PATIENCE_S {
        if !card.is_on_trial() {
            return Ok(());
        }
        sleep(SECOND / 2);
    }
    Err(Error::conflict("Nobody marks the new system as good"))
}

/// How the update ended is on disk before anything of it goes.
pub(super) fn end(folder: &Folder, state: &State, trial: Trial, why: Option<String>) -> Result<()> {
    let last = Some(Last { version: trial.version, went_back: why });
    folder.save(&State { trial: None, last, ..state.clone() })?;
    tidy(folder);
    Ok(())
}

fn reason(card: &Card, folder: &Folder) -> String {
    let left = fs::read_to_string(folder.why()).ok();
    let text = card.why().or(left).unwrap_or_else(|| "it never came to work".to_owned());
    text.trim().replace(char::is_control, " ").chars().take(REASON).collect()
}

fn remove_copy(folder: &Folder) -> Result<()> {
    let copy = folder.copy();
    match copy.exists() {
        true => Ok(fs::remove_file(copy)?),
        false => Ok(()),
    }
}

fn tidy(folder: &Folder) {
    let _ = remove_copy(folder);
    let _ = fs::remove_file(folder.why());
    for slot in [Slot::A, Slot::B] {
        stage::remove(folder, slot);
    }
}
