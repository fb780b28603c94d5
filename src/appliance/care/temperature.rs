//! How hot the processor is.
//!
//! Boards without a fan get slow at 80 °C and much slower at 85 °C. Only the sensors of boards are read:
//! other computers are made to run hotter.

use std::fs;

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::system::System;

/// How hot, in the steps that matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heat {
    #[default]
    Cool,
    Hot,
    TooHot,
}

/// The hottest part of the processor in thousandths of a degree; `None` where no sensor tells.
pub(super) fn read(system: &System) -> Option<i64> {
    let zones = fs::read_dir(system.path(ZONES)).ok()?.flatten().take(MOST);
    let temperature = |zone: fs::DirEntry| {
        let read = |name| fs::read_to_string(zone.path().join(name)).ok();
        let kind = read("type")?.replace('_', "-");
        let is_processor = kind.starts_with("cpu") || kind.starts_with("soc");
        is_processor.then(|| read("temp")?.trim().parse().ok())?
    };
    zones.filter_map(temperature).max()
}

/// Once hot, it counts as hot until it has cooled down a little.
pub(super) fn judge(was: Heat, millidegrees: i64) -> Heat {
    let over = |heat, limit| millidegrees >= if was >= heat { limit - COOLED } else { limit };
    if over(Heat::TooHot, TOO_HOT) {
        Heat::TooHot
    } else if over(Heat::Hot, HOT) {
        Heat::Hot
    } else {
        Heat::Cool
    }
}

/// The line of the checklist.
pub(super) fn finding(heat: Heat) -> Finding {
    let (mood, code) = match heat {
        Heat::Cool => (Mood::Good, "temperature-cool"),
        Heat::Hot => (Mood::Note, "temperature-hot"),
        Heat::TooHot => (Mood::Bad, "temperature-too-hot"),
    };
    Finding::new(Topic::Temperature, mood, code)
}

const ZONES: &str = "/sys/class/thermal";
const MOST: usize = 64;
const HOT: i64 = 80_000;
const TOO_HOT: i64 = 85_000;
const COOLED: i64 = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_of_a_board_is_felt_and_no_other() {
        let root = tempfile::tempdir().unwrap();
        let system = System::new(root.path());
        assert_eq!(read(&system), None);
        for (zone, kind, temperature) in [
            ("thermal_zone0", "cpu-thermal\n", "48312\n"),
            ("thermal_zone1", "soc_thermal\n", "51100\n"),
            ("thermal_zone2", "x86_pkg_temp\n", "97000\n"),
            ("thermal_zone3", "cpu-thermal\n", "soon\n"),
        ] {
            let folder = system.path(ZONES).join(zone);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("type"), kind).unwrap();
            fs::write(folder.join("temp"), temperature).unwrap();
        }
        assert_eq!(read(&system), Some(51_100));
    }

    #[test]
    fn a_degree_more_or_less_changes_nothing() {
        let mut heat = Heat::Cool;
        let mut felt = |millidegrees| {
            heat = judge(heat, millidegrees);
            heat
        };
        assert_eq!(felt(79_900), Heat::Cool);
        assert_eq!(felt(80_000), Heat::Hot);
        assert_eq!(felt(79_000), Heat::Hot);
        assert_eq!(felt(85_200), Heat::TooHot);
        assert_eq!(felt(81_000), Heat::TooHot);
        assert_eq!(felt(79_900), Heat::Hot);
        assert_eq!(felt(74_900), Heat::Cool);
    }
}
