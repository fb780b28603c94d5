//! What there is to say about updates, for `nichoir check` and the pages alike.

use std::path::Path;

use super::card::Card;
use super::state::{Folder, Last, State, Trial};
use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::system::System;

/// Which slot runs, where there are slots, and what became of the last update, where there was one.
pub fn news(system: &System, data: &Path) -> Vec<Finding> {
    let card = Card::of(system);
    let slot = card.as_ref().map(|card| {
        let finding = Finding::new(Topic::Slot, Mood::Good, "slot");
        finding.with("slot", &card.slot()).with("version", &card.version())
    });
    let state = Folder::of(data).state().ok();
    slot.into_iter().chain(state.and_then(|state| update(&state, card.is_some()))).collect()
}

fn update(state: &State, is_card: bool) -> Option<Finding> {
    let of = |mood, code| Finding::new(Topic::Update, mood, code);
    if let Some(Trial { version, has_begun, .. }) = state.trial {
        let finding = match (has_begun, is_card) {
            (true, _) => of(Mood::Waiting, "update-tried"),
            (false, true) => of(Mood::Waiting, "update-written"),
            (false, false) => of(Mood::Good, "update-ready"),
        };
        return Some(finding.with("version", &version));
    }
    let Last { version, went_back } = state.last.as_ref()?;
    let finding = match went_back {
        None => of(Mood::Good, "update-kept"),
        Some(why) => of(Mood::Note, "update-went-back").with("why", why),
    };
    Some(finding.with("version", version))
}
