//! `nichoir.txt` on the part of the card that every computer can read: what was chosen when it was
//! flashed.
//!
//! Lines of `key = value`; what we do not know is for others (Wi-Fi) and is left alone. Never an error:
//! a line that makes no sense is named in the log.

use super::code::Code;
use crate::actions::setup;
use crate::appliance::card;
use crate::appliance::card::text::{self, Line};
use crate::appliance::system::System;

/// What was chosen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) code: Option<Code>,
    pub(super) name: Option<String>,
    pub(super) domain: Option<String>,
}

/// What the card says, if the machine has such a card.
pub(super) fn read(system: &System) -> Card {
    let path = system.boot_folder().map(|folder| folder.join(card::FILE));
    choose(path.map(|path| text::read(&path)).unwrap_or_default())
}

fn choose(lines: Vec<Line>) -> Card {
    let mut card = Card::default();
    for line in lines {
        let Line::Pair(key, value) = line else { continue };
        match key.as_str() {
            _ if value.is_empty() => {}
            "claim_code" => keep(&mut card.code, "claim_code", Code::read(&value)),
            "name" => keep(&mut card.name, "name", setup::check_name(&value).ok()),
            "domain" => keep(&mut card.domain, "domain", setup::check_domain(&value).ok()),
            _ => {}
        }
    }
    card
}

fn keep<T>(place: &mut Option<T>, key: &str, value: Option<T>) {
    if value.is_none() {
        tracing::warn!("nichoir.txt has a {key} that cannot be one; it is left out");
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(text: &str) -> Card {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("boot/firmware")).unwrap();
        std::fs::write(folder.path().join("boot/firmware/nichoir.txt"), text).unwrap();
        read(&System::new(folder.path()))
    }

    #[test]
    fn what_makes_sense_is_taken_and_the_rest_left_alone() {
        let card = card(
            "\u{feff}# my box\r\nwifi_name = nest = egg\r\nCLAIM_CODE = \"abcd-efgh\"\r\nname=Ada\r\n\
             domain = home.example\r\n",
        );
        assert_eq!(card.code, Code::read("ABCDEFGH"));
        assert_eq!(card.name.as_deref(), Some("ada"));
        assert_eq!(card.domain.as_deref(), Some("home.example"));
    }

    #[test]
    fn nonsense_is_no_code() {
        assert_eq!(
            card("claim_code=1234\nname=a b\ndomain=192.0.2.1\n\0=\n===\n"),
            Card::default()
        );
    }
}
