//! `nichoir.txt` on the part of the card that every computer can read: what was chosen when it was
//! flashed.
//!
//! Lines of `key = value`; what we do not know is for others (Wi-Fi) and is left alone. Never an error:
//! a line that makes no sense is named in the log.

use super::code::Code;
use crate::actions::setup;
use crate::appliance::system::System;

/// What was chosen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) code: Option<Code>,
    pub(super) name: Option<String>,
    pub(super) domain: Option<String>,
}

/// More than that nobody types.
const BYTES: u64 = 16 * 1024;

/// What the card says, if the machine has such a card.
pub(super) fn read(system: &System) -> Card {
    let Some(path) = system.boot_folder().map(|folder| folder.join("nichoir.txt")) else {
        return Card::default();
    };
    match std::fs::metadata(&path) {
        Ok(file) if file.len() <= BYTES => {}
        _ => return Card::default(),
    }
    // A file made on Windows may begin with a mark and may not be UTF-8.
    let bytes = std::fs::read(&path).unwrap_or_default();
    parse(&String::from_utf8_lossy(&bytes))
}

fn parse(text: &str) -> Card {
    let mut card = Card::default();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let Some((key, value)) = line.split_once('=') else { continue };
        let value = value.trim().trim_matches('"');
        match key.trim().to_ascii_lowercase().as_str() {
            _ if value.is_empty() => {}
            "claim_code" => keep(&mut card.code, "claim_code", Code::read(value)),
            "name" => keep(&mut card.name, "name", setup::check_name(value).ok()),
            "domain" => keep(&mut card.domain, "domain", setup::check_domain(value).ok()),
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

    #[test]
    fn what_makes_sense_is_taken_and_the_rest_left_alone() {
        let card = parse(
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
            parse("claim_code=1234\nname=a b\ndomain=192.0.2.1\n\0=\n===\n"),
            Card::default()
        );
    }
}
