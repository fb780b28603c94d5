//! What root does for the server, once for each request: `nichoir slot`, started by the service manager.
//!
//! The only place that writes to the card outside its file systems. Nothing that the server says is believed: the
//! update is checked anew, by keys that only the root that runs can have brought.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::bundle::Head;
use super::card::{Card, RECORD, TRIAL};
use super::errand::{Answer, Errand};
use super::state::Folder;
use super::{beginning, keys, slot_writer, unfit};
use crate::error::{Error, Result};

/// How often a slot is started before it is given up. One start may go into changing the kernel.
const TRIES: &str = "3";
/// Writes the record.
const RECORDER: &str = "/usr/lib/nichoir/slot";
/// Tells the service manager something.
const MANAGER: &str = "/usr/lib/nichoir/manager";
/// What `image/early/init` left for a slot on trial.
const STRICT: &str = "/run/systemd/system/nichoir.service.d/trial.conf";

/// Does whatever was asked for.
///
/// # Errors
/// Only if nobody can be told how it went.
pub fn serve(card: &Card, data: &Path) -> Result<()> {
    if card.is_asked(Errand::Write) {
        // First, so that no old answer is taken for the new one.
        card.say(None)?;
        card.take(Errand::Write);
        card.say(Some(&answer(write(card, &Folder::of(data)))))?;
    }
    if card.take(Errand::Try) {
        attempt(card).or_else(|error| card.say(Some(&answer(Err(error)))))?;
    }
    if card.take(Errand::Keep) {
        keep(card).or_else(|error| card.say(Some(&answer(Err(error)))))?;
    }
    Ok(())
}

fn answer(done: Result<Answer>) -> Answer {
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "the update cannot go on");
        Answer::Failed(error.to_string().replace('\n', " "))
    })
}

/// Writes what is laid ready to the idle slot. Whatever was there before is never started again.
fn write(card: &Card, folder: &Folder) -> Result<Answer> {
    if card.is_on_trial() {
        return Err(Error::conflict("this system is itself on trial"));
    }
    let slot = card.slot().opposite();
    let beginning = beginning(slot_writer::open(&folder.head(slot))?)?;
    let head = Head::read(&beginning, &keys::read(&card.system));
    let head = head.map_err(unfit)?;
    card.is_fit(&head, card.version()).map_err(unfit)?;
    record(card, &["good", &card.slot().to_string()])?;
    let partition = card.system.text(IDLE).ok_or_else(|| Error::not_found("the idle slot"))?;
    let partition = card.system.path(partition.trim());
    slot_writer::write(&folder.program(slot), &partition, &head.manifest)?;
    Ok(Answer::Written(head.manifest.version))
}

/// The database was copied by the server, which acknowledges nothing any more: the other slot is next.
fn attempt(card: &Card) -> Result<()> {
    if !matches!(card.answer(), Some(Answer::Written(_))) || card.is_on_trial() {
        return Err(Error::conflict("nothing was written that could be tried"));
    }
    let tried = record(card, &["try", &card.slot().opposite().to_string(), TRIES]);
    tried.and_then(|()| call(card, MANAGER, &["restart"]).map(drop)).inspect_err(|_| {
        // The server goes on only if it sees that this slot is the next one.
        if let Err(error) = record(card, &["good", &card.slot().to_string()]) {
            tracing::error!(%error, "the card takes no record");
        }
    })
}

/// From now on the slot that runs is the one that is started.
fn keep(card: &Card) -> Result<()> {
    if !card.is_on_trial() {
        return Ok(());
    }
    record(card, &["good", &card.slot().to_string()])?;
    // The watch that the first program set must not restart the board any more, nor a server that fails.
    fs::remove_file(card.system.path(TRIAL))?;
    let strict = card.system.path(STRICT);
    if strict.exists() {
        fs::remove_file(strict)?;
        call(card, MANAGER, &["reload"])?;
    }
    Ok(())
}

/// Writes the record and lets everybody see what it says then, whatever came of it.
fn record(card: &Card, words: &[&str]) -> Result<()> {
    let done = recorder(card, words);
    let shown = recorder(card, &["show"])?;
    card.tell(RECORD, &shown)?;
    done.map(drop)
}

fn recorder(card: &Card, words: &[&str]) -> Result<String> {
    let device = card.system.text(CARD).ok_or_else(|| Error::not_found("the card"))?;
    let device = card.system.path(device.trim()).display().to_string();
    call(card, RECORDER, &[&[device.as_str()], words].concat())
}

fn call(card: &Card, program: &str, words: &[&str]) -> Result<String> {
    let mut command = Command::new(card.system.path(program));
    let output = command.args(words).stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(Error::conflict(format!("{program} {} failed", words.join(" ")))),
    }
}

/// Written by `image/early/init`: the whole card, and the partition of the idle slot.
const CARD: &str = "/run/nichoir/card";
const IDLE: &str = "/run/nichoir/idle";
