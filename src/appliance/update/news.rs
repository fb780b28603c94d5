//! What there is to tell about updates: which of the card's two systems runs, and what became of the last
//! update.

use std::path::Path;

use super::state::{Folder, State};
use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::system::System;

/// `a` or `b`, written by the first program of the card.
const SLOT: &str = "/run/nichoir/slot";

/// Looks at just now; nothing where there is nothing to tell.
pub fn read(system: &System, data: &Path) -> Vec<Finding> {
    slot(system).into_iter().chain(update(data)).collect()
}

/// Only a card has one.
fn slot(system: &System) -> Option<Finding> {
    let slot = system.text(SLOT)?;
    let code = match slot.trim() {
        "a" => "slot-a",
        "b" => "slot-b",
        _ => return None,
    };
    Some(Finding::new(Topic::Slot, Mood::Good, code))
}

fn update(data: &Path) -> Option<Finding> {
    let State { trial, last, .. } = Folder::of(data).state().ok()?;
    let of = |mood, code| Finding::new(Topic::Update, mood, code);
    if let Some(trial) = trial {
        let finding = match trial.has_begun {
            true => of(Mood::Waiting, "update-tried"),
            false => of(Mood::Waiting, "update-ready"),
        };
        return Some(finding.with("version", &trial.version));
    }
    let last = last?;
    let finding = match last.went_back {
        None => of(Mood::Good, "update-works"),
        Some(why) => of(Mood::Bad, "update-went-back").with("why", &why),
    };
    Some(finding.with("version", &last.version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slot_is_told_where_there_is_one() {
        let root = tempfile::tempdir().unwrap();
        let system = System::new(root.path());
        assert_eq!(read(&system, root.path()), []);
        std::fs::create_dir_all(root.path().join("run/nichoir")).unwrap();
        for (text, code) in [("a\n", Some("slot-a")), ("b\n", Some("slot-b")), ("c\n", None)] {
            std::fs::write(root.path().join("run/nichoir/slot"), text).unwrap();
            let told = read(&system, root.path());
            assert_eq!(told.first().map(|finding| finding.code.as_str()), code);
        }
    }
}
