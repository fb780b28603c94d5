//! The name on the home network: `nichoir.local`, or with a number where others have it already.
//!
//! Not remembered: whoever is alone after a power cut has the plain name again.

use std::time::Duration;

use crate::appliance::card;
use crate::appliance::system::System;

/// A name that may turn out to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    label: String,
    number: u32,
}

impl Name {
    /// What to try first.
    pub(super) fn first(system: &System) -> Self {
        let wanted = card::value(system, "hostname").and_then(|wanted| card::hostname(&wanted));
        let label = wanted.unwrap_or_else(|| FIRST_CHOICE.to_owned());
        if is_of_the_system(system, &label) {
            return Self { label: format!("{label}{SECOND_CHOICE}"), number: 1 };
        }
        Self { label, number: 1 }
    }

    /// The same name with another number; beyond the last one it starts again.
    pub(super) fn with_number(&self, number: u32) -> Self {
        let number = if (1..=HIGHEST).contains(&number) { number } else { 1 };
        Self { label: self.label.clone(), number }
    }

    /// Such as `nichoir-2.local`.
    pub(super) fn host(&self) -> String {
        match self.number {
            1 => format!("{}.local", self.label),
            number => format!("{}-{number}.local", self.label),
        }
    }

    /// What people see in lists of services, such as `Nichoir 2 home.example`; at most one DNS label long.
    pub(super) fn instance(&self, domain: Option<&str>) -> String {
        let mut text = match self.number {
            1 => "Nichoir".to_owned(),
            number => format!("Nichoir {number}"),
        };
        if let Some(domain) = domain {
            text.push(' ');
            text.push_str(domain);
        }
        while text.len() > LABEL_BYTES {
            text.pop();
        }
        text
    }

    /// The number to go on with when `taken` is what mDNS made of our name (`nichoir-3.local.`).
    pub(super) fn number_after(&self, taken: &str) -> u32 {
        let host = taken.trim_end_matches('.').trim_end_matches(".local");
        let number = host.strip_prefix(&self.label).and_then(|rest| rest.strip_prefix('-'));
        let number = number.and_then(|number| number.parse().ok());
        number.filter(|number| *number > self.number).unwrap_or(self.number + 1)
    }

    /// How long to wait before trying it. RFC 6762 §8.1: whoever always finds a conflict slows down.
    pub(super) fn rest(&self) -> Duration {
        if self.number > TRIED_AT_ONCE { REST } else { Duration::ZERO }
    }
}

/// Whether the system's own responder has our name: it would rename itself if we took it.
fn is_of_the_system(system: &System, ours: &str) -> bool {
    let hostname =
        system.text("/proc/sys/kernel/hostname").or_else(|| system.text("/etc/hostname"));
    let label = hostname.unwrap_or_default();
    let label = label.trim().split('.').next().unwrap_or_default();
    label.eq_ignore_ascii_case(ours) && system.path(AVAHI).exists()
}

const FIRST_CHOICE: &str = "nichoir";
/// What is added to it.
const SECOND_CHOICE: &str = "-box";
/// There as long as avahi runs.
const AVAHI: &str = "/run/avahi-daemon/pid";
const LABEL_BYTES: usize = 63;
const HIGHEST: u32 = 99;
const TRIED_AT_ONCE: u32 = 5;
const REST: Duration = Duration::from_secs(5);

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Name {
        Name { label: FIRST_CHOICE.into(), number: 1 }
    }

    #[test]
    fn a_taken_name_gets_the_next_free_number() {
        assert_eq!(plain().host(), "nichoir.local");
        assert_eq!(plain().number_after("nichoir-2.local."), 2);
        assert_eq!(plain().with_number(2).host(), "nichoir-2.local");
        assert_eq!(plain().with_number(2).number_after("nichoir-5.local."), 5);
        assert_eq!(plain().with_number(2).number_after("Nichoir 2 (2)._http._tcp.local."), 3);
        assert_eq!(plain().with_number(99).number_after("nonsense"), 100);
        assert_eq!(plain().with_number(100).host(), "nichoir.local");
    }

    #[test]
    fn the_name_may_be_chosen_on_the_card() {
        let folder = tempfile::tempdir().unwrap();
        let system = System::new(folder.path());
        std::fs::create_dir_all(folder.path().join("boot/firmware")).unwrap();
        for (wanted, host) in [("Birdhouse", "birdhouse.local"), ("a b", "nichoir.local")] {
            let text = format!("hostname = {wanted}\r\n");
            std::fs::write(folder.path().join("boot/firmware/nichoir.txt"), text).unwrap();
            assert_eq!(Name::first(&system).host(), host);
        }
    }

    #[test]
    fn whoever_is_always_told_that_the_name_is_taken_slows_down() {
        assert_eq!(plain().with_number(2).rest(), Duration::ZERO);
        assert_eq!(plain().with_number(6).rest(), REST);
    }

    #[test]
    fn an_instance_name_fits_into_a_label() {
        assert_eq!(plain().instance(None), "Nichoir");
        assert_eq!(plain().with_number(3).instance(Some("a.example")), "Nichoir 3 a.example");
        let long = plain().instance(Some(&format!("{}é.example", "a".repeat(54))));
        assert_eq!(long.len(), 62, "{long}");
    }

    #[test]
    fn a_machine_that_is_called_nichoir_keeps_its_name_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let system = System::new(folder.path());
        std::fs::create_dir_all(folder.path().join("etc")).unwrap();
        std::fs::write(folder.path().join("etc/hostname"), "nichoir\n").unwrap();
        assert_eq!(Name::first(&system).host(), "nichoir.local");
        std::fs::create_dir_all(folder.path().join("run/avahi-daemon")).unwrap();
        std::fs::write(folder.path().join("run/avahi-daemon/pid"), "7\n").unwrap();
        assert_eq!(Name::first(&system).host(), "nichoir-box.local");
        std::fs::write(folder.path().join("etc/hostname"), "laptop\n").unwrap();
        assert_eq!(Name::first(&system).host(), "nichoir.local");
    }
}
