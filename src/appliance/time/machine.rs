//! Who keeps the system's clock, as far as its files tell.
//!
//! systemd-timesyncd leaves a file when it has set the clock. Neither chrony nor ntpd does; there, and
//! wherever nothing is found, other servers are asked.

use std::fs;

use crate::appliance::system::System;

/// What the files say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Machine {
    /// What the clock with a battery says from which the system took its time; `None` without one.
    pub battery_ms: Option<i64>,
    /// The system has its time from the network.
    pub is_synchronised: bool,
}

impl Machine {
    /// Looks at the files.
    pub(super) fn look(system: &System) -> Self {
        Self { battery_ms: battery_ms(system), is_synchronised: system.path(SYNCHRONISED).exists() }
    }

    /// Whether nothing has changed but the time.
    pub(super) fn is_kept_like(self, other: Self) -> bool {
        self.is_synchronised == other.is_synchronised
            && self.battery_ms.is_some() == other.battery_ms.is_some()
    }
}

/// Boards have clocks without a battery as well; they start at 1970 or 2000, which is below every floor.
fn battery_ms(system: &System) -> Option<i64> {
    let clocks = fs::read_dir(system.path(CLOCKS)).ok()?;
    clocks.flatten().take(MOST).find_map(|clock| {
        let read = |name| fs::read_to_string(clock.path().join(name)).ok();
        let set_the_system = read("hctosys")?.trim() == "1";
        let seconds: i64 = read("since_epoch")?.trim().parse().ok()?;
        set_the_system.then_some(seconds.saturating_mul(1000))
    })
}

const SYNCHRONISED: &str = "/run/systemd/timesync/synchronized";
const CLOCKS: &str = "/sys/class/rtc";
const MOST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_who_keeps_the_clock() {
        let folder = tempfile::tempdir().unwrap();
        let system = System::new(folder.path());
        let nobody = Machine { battery_ms: None, is_synchronised: false };
        assert_eq!(Machine::look(&system), nobody);
        fs::create_dir_all(system.path("/run/systemd/timesync")).unwrap();
        fs::write(system.path(SYNCHRONISED), "").unwrap();
        fs::create_dir_all(system.path("/sys/class/rtc/rtc0")).unwrap();
        fs::write(system.path("/sys/class/rtc/rtc0/since_epoch"), "1795400000\n").unwrap();
        fs::write(system.path("/sys/class/rtc/rtc0/hctosys"), "0\n").unwrap();
        assert_eq!(Machine::look(&system), Machine { is_synchronised: true, ..nobody });
        fs::write(system.path("/sys/class/rtc/rtc0/hctosys"), "1\n").unwrap();
        assert_eq!(Machine::look(&system).battery_ms, Some(1_795_400_000_000));
        fs::write(system.path("/sys/class/rtc/rtc0/since_epoch"), "soon").unwrap();
        assert_eq!(Machine::look(&system).battery_ms, None);
    }
}
