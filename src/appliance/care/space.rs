//! How full the disk is, and what follows.
//!
//! Shares of the disk count on a card; on a disk where gigabytes are left, it is the gigabytes.

use std::path::Path;

use crate::appliance::finding::{Finding, Mood, Topic};

/// The disk of the data folder, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    /// All that we could use.
    pub total: u64,
    /// What we can still use.
    pub free: u64,
}

/// How full it is, in the steps that matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    #[default]
    Roomy,
    /// Worth knowing.
    Filling,
    /// The owner should make room.
    Short,
    /// Others have to keep what they send.
    Full,
}

impl Disk {
    /// Asks the file system of `folder`.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let disk = rustix::fs::statvfs(folder).ok()?;
        // What only root may use counts as neither, as in df.
        let used = disk.f_blocks.saturating_sub(disk.f_bfree);
        let total = used.saturating_add(disk.f_bavail).saturating_mul(disk.f_frsize);
        Some(Self { total, free: disk.f_bavail.saturating_mul(disk.f_frsize) })
    }
}

/// A level lasts until there is clearly more room again.
pub(super) fn judge(was: Level, disk: Disk) -> Level {
    let reached = |step: &&Step| {
        let (percent, bytes) = match was >= step.level {
            true => (step.free_percent + LEEWAY_PERCENT, step.free_bytes / 4 * 5),
            false => (step.free_percent, step.free_bytes),
        };
        disk.free <= (disk.total / 100).saturating_mul(percent) && disk.free < bytes
    };
    STEPS.iter().find(reached).map_or(Level::Roomy, |step| step.level)
}

/// The line of the checklist.
pub(super) fn finding(level: Level) -> Finding {
    let (mood, code) = match level {
        Level::Roomy => (Mood::Good, "space-roomy"),
        Level::Filling => (Mood::Note, "space-filling"),
        Level::Short => (Mood::Bad, "space-short"),
        Level::Full => (Mood::Bad, "space-full"),
    };
    Finding::new(Topic::Space, mood, code)
}

/// A level, and how little may be left for it: both must be so.
struct Step {
    level: Level,
    free_percent: u64,
    free_bytes: u64,
}

const STEPS: &[Step] = &[
    Step { level: Level::Full, free_percent: 4, free_bytes: 1 << 30 },
    Step { level: Level::Short, free_percent: 8, free_bytes: 4 << 30 },
    Step { level: Level::Filling, free_percent: 15, free_bytes: 8 << 30 },
];
const LEEWAY_PERCENT: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    #[test]
    fn a_card_fills_in_steps_and_empties_with_some_leeway() {
        let mut level = Level::Roomy;
        let mut at = |free_percent: u64| {
            level = judge(level, Disk { total: 16 * GIB, free: 16 * GIB / 100 * free_percent });
            level
        };
        assert_eq!(at(16), Level::Roomy);
        assert_eq!(at(15), Level::Filling);
        assert_eq!(at(17), Level::Filling);
        assert_eq!(at(8), Level::Short);
        assert_eq!(at(4), Level::Full);
        assert_eq!(at(6), Level::Full);
        assert_eq!(at(7), Level::Short);
        assert_eq!(at(0), Level::Full);
        assert_eq!(at(50), Level::Roomy);
    }

    #[test]
    fn gigabytes_are_enough_on_any_disk() {
        let of = |free| judge(Level::Roomy, Disk { total: 2000 * GIB, free });
        assert_eq!(of(20 * GIB), Level::Roomy);
        assert_eq!(of(5 * GIB), Level::Filling);
        assert_eq!(of(3 * GIB), Level::Short);
        assert_eq!(of(GIB / 2), Level::Full);
    }

    #[test]
    fn the_disk_is_asked() {
        let disk = Disk::of(&std::env::temp_dir()).unwrap();
        assert!(disk.total > 0 && disk.free <= disk.total);
        assert_eq!(Disk::of(Path::new("/nowhere/at/all")), None);
    }
}
