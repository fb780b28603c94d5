//! The card that this node runs from: two roots, one of which is idle, and what the first program and root say of
//! them in `/run/nichoir`.
//!
//! The record is that of `board/common/root/usr/lib/nichoir/slot`. Not who writes to the card: see
//! [`root`](super::root).

use super::bundle::{Head, Kind};
use super::state::{Slot, State};
use super::version::Version;
use crate::appliance::system::System;

/// A machine that runs from such a card. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Card {
    pub(super) system: System,
    slot: Slot,
}

/// What the card will do at its next start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The slot that is known to work.
    pub good: Slot,
    /// The one that is tried, or was the last one to be.
    pub tried: Option<Slot>,
    /// How often it may still be started.
    pub left: u8,
}

impl Card {
    /// The card of this machine, if it runs from one.
    pub fn of(system: &System) -> Option<Self> {
        let slot = system.text(SLOT)?.trim().parse().ok()?;
        Some(Self { system: system.clone(), slot })
    }

    /// The slot that runs.
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// Whether it still has to show that it works.
    pub fn is_on_trial(&self) -> bool {
        self.system.path(TRIAL).exists()
    }

    /// What the card will do next; `None` if nobody knows.
    pub fn record(&self) -> Option<Record> {
        Record::read(&self.system.text(RECORD)?)
    }

    /// Whether the other slot is to be started next: nothing may be acknowledged any more until then.
    pub fn is_to_restart(&self) -> bool {
        let record = self.record();
        record.is_some_and(|record| record.tried == Some(self.slot.opposite()) && record.left > 0)
    }

    /// Whether the other slot was tried last, and this one runs because that did not work.
    pub(super) fn went_back(&self) -> bool {
        let other = Some(self.slot.opposite());
        let is_over = |record: Record| record.tried == other && record.left == 0;
        !self.is_on_trial() && self.record().is_some_and(is_over)
    }

    /// Why the other root could not even be started, where the first program knows.
    pub(super) fn why(&self) -> Option<String> {
        self.system.text(WHY)
    }

    /// What the root that runs says of itself; a root without a version of its own has the program's.
    pub fn version(&self) -> Version {
        let text = self.system.text(VERSION);
        text.and_then(|text| text.trim().parse().ok()).unwrap_or_else(Version::own)
    }

    /// What an update must be newer than, as far as the data know.
    pub(super) fn newest(&self, state: &State) -> Version {
        let kept = state.last.as_ref().filter(|last| last.went_back.is_none());
        kept.map_or(self.version(), |last| last.version.max(self.version()))
    }

    /// Whether the update can be written to the idle slot.
    ///
    /// # Errors
    /// Why not, for people.
    pub(super) fn is_fit(&self, head: &Head, newest: Version) -> Result<(), &'static str> {
        let manifest = &head.manifest;
        if head.kind != Kind::Card {
            return Err("it is for a program that was installed, not for the card of a box");
        }
        if manifest.version <= newest {
            return Err("it is not newer than what runs");
        }
        // A box with the wrong first programs would never find its card.
        if self.system.text(BOARDS).as_deref().map(str::trim) != Some(&manifest.boards) {
            return Err("it is for another kind of machine");
        }
        let room = self.system.text(ROOM).and_then(|text| text.trim().parse::<u64>().ok());
        if room.is_none_or(|room| manifest.bytes > room) {
            return Err("it is too large for this card");
        }
        Ok(())
    }
}

impl Record {
    /// `seq=7 good=a try=b left=2`
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace().filter_map(|word| word.split_once('='));
        let mut next = |wanted| words.find_map(|(name, value)| (name == wanted).then_some(value));
        let (good, tried, left) = (next("good")?, next("try")?, next("left")?);
        let tried = if tried == "-" { None } else { Some(tried.parse().ok()?) };
        Some(Self { good: good.parse().ok()?, tried, left: left.parse().ok()? })
    }
}

/// Written by `image/early/init` at each start.
const SLOT: &str = "/run/nichoir/slot";
const ROOM: &str = "/run/nichoir/room";
const WHY: &str = "/run/nichoir/why";
/// As long as it is there the slot that runs is on trial.
pub(super) const TRIAL: &str = "/run/nichoir/trial";
/// What `slot CARD show` says.
pub(super) const RECORD: &str = "/run/nichoir/record";
const VERSION: &str = "/usr/lib/nichoir/version";
/// Those that the kernel and first programs of an update of ours fit.
const BOARDS: &str = "/usr/lib/nichoir/boards";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_and_nonsense_is_none() {
        let read = |text| Record::read(text);
        let trial = Record { good: Slot::A, tried: Some(Slot::B), left: 2 };
        assert_eq!(read("seq=7 good=a try=b left=2\n"), Some(trial));
        assert_eq!(
            read("seq=0 good=b try=- left=0"),
            Some(Record { good: Slot::B, tried: None, left: 0 })
        );
        for wrong in
            ["", "seq=1", "good=c try=- left=0", "good=a try=c left=0", "good=a try=b left=x"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
