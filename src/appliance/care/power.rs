//! Whether the power supply is strong enough, as the Raspberry Pi measures it.
//!
//! The kernel tells of a drop only for two seconds, so it has to be waited for, and what was seen once is said for
//! a day. Where there is no such sensor, nothing is said.

use std::fs;
use std::path::PathBuf;

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::system::System;
use crate::clock::to_the_minute;

/// Whether the voltage is too low now, or was a moment ago; `None` where nobody measures it.
pub(super) fn read(system: &System) -> Option<bool> {
    Some(fs::read_to_string(alarm(system)?).ok()?.trim() == "1")
}

/// The file that says so, where there is one.
pub(super) fn alarm(system: &System) -> Option<PathBuf> {
    let sensors = fs::read_dir(system.path(SENSORS)).ok()?.flatten().take(MOST);
    let named = |folder: &PathBuf| {
        fs::read_to_string(folder.join("name")).is_ok_and(|name| name.trim() == "rpi_volt")
    };
    let folder = sensors.map(|sensor| sensor.path()).find(named)?;
    Some(folder.join("in0_lcrit_alarm"))
}

/// What was seen of drops.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Power {
    /// The first and the last of a series, in milliseconds since 1970.
    drops: Option<(i64, i64)>,
}

impl Power {
    /// Takes in whether the voltage is too low at `now_ms`.
    pub(super) fn see(&mut self, is_low: bool, now_ms: i64) {
        // A clock that was set back must not keep the line red for years.
        self.drops = self.drops.filter(|(_, last)| last.abs_diff(now_ms) < REMEMBERED_MS);
        if is_low {
            let first = self.drops.map_or(now_ms, |(first, _)| first);
            self.drops = Some((first, now_ms));
        }
    }

    /// The line of the checklist.
    pub(super) fn finding(self) -> Finding {
        match self.drops {
            None => Finding::new(Topic::Power, Mood::Good, "power-good"),
            Some((first, _)) => Finding::new(Topic::Power, Mood::Bad, "power-weak")
                .with("since", &to_the_minute(first)),
        }
    }
}

const SENSORS: &str = "/sys/class/hwmon";
const MOST: usize = 64;
const REMEMBERED_MS: u64 = 24 * 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sensor_of_the_raspberry_pi_is_found() {
        let root = tempfile::tempdir().unwrap();
        let system = System::new(root.path());
        assert_eq!(read(&system), None);
        for (file, text) in [
            ("hwmon0/name", "cpu_thermal\n"),
            ("hwmon1/name", "rpi_volt\n"),
            ("hwmon1/in0_lcrit_alarm", "1\n"),
        ] {
            let path = system.path(SENSORS).join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        assert_eq!(read(&system), Some(true));
        fs::write(system.path(SENSORS).join("hwmon1/in0_lcrit_alarm"), "0\n").unwrap();
        assert_eq!(read(&system), Some(false));
    }

    #[test]
    fn a_drop_is_told_for_a_day_in_the_same_words() {
        let mut power = Power::default();
        power.see(false, 0);
        assert_eq!(power.finding().mood, Mood::Good);
        power.see(true, 60_000);
        let told = power.finding();
        assert_eq!(told.mood, Mood::Bad);
        power.see(false, 120_000);
        power.see(true, 3_600_000);
        assert_eq!(power.finding(), told);
        power.see(false, 3_600_000 + 24 * 3_600_000);
        assert_eq!(power.finding().mood, Mood::Good);
    }
}
