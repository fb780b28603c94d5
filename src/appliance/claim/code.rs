//! The code that claims a box: eight letters that nobody mistakes for one another, about 40 bits.
//!
//! Not who may try it, nor how often: see [`guess`](super::guess).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::secret;
use crate::random::Random;

/// A code, without its dash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// Without 0, O, 1, I and L. 31 letters: eight of them are 39.6 bits.
const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Letters in a code.
const LENGTH: usize = 8;

impl Code {
    /// A code that nobody knows.
    pub fn new(random: &Random) -> Self {
        let letter = || {
            let at = usize::try_from(random.below(LETTERS.len() as u64)).unwrap_or(0);
            LETTERS.get(at).map_or('2', |letter| char::from(*letter))
        };
        Self((0..LENGTH).map(|_| letter()).collect())
    }

    /// What somebody typed, in any case and with or without dashes and spaces; `None` if that cannot be
    /// a code.
    pub fn read(typed: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for letter in typed.chars().filter(|c| !c.is_whitespace() && !DASHES.contains(c)) {
            let letter = letter.to_ascii_uppercase();
            if !u8::try_from(letter).is_ok_and(|byte| LETTERS.contains(&byte)) {
                return None;
            }
            code.push(letter);
            if code.len() > LENGTH {
                return None;
            }
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// Whether both are the same, without telling by the time where they differ.
    pub fn is(&self, other: &Self) -> bool {
        secret::same(self.0.as_bytes(), other.0.as_bytes())
    }
}

/// What a keyboard on a phone makes of a dash.
const DASHES: &[char] =
    &['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '_', '.'];

impl fmt::Display for Code {
    /// In two groups: `ABCD-EFGH`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.0.split_at_checked(LENGTH / 2).unwrap_or((&self.0, ""));
        write!(f, "{first}-{second}")
    }
}

impl fmt::Debug for Code {
    /// A log is no place for a code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl TryFrom<String> for Code {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::read(&text).ok_or("not a code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_in_two_groups_and_typed_as_people_type() {
        let code = Code::new(&Random::seeded(1));
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.chars().nth(4)), (9, Some('-')));
        let loose = format!("  {} ", shown.to_lowercase().replace('-', " – "));
        for typed in [shown.clone(), shown.replace('-', ""), loose] {
            assert_eq!(Code::read(&typed), Some(code.clone()), "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for typed in ["", "ABCD", "ABCD-EFGHJ", "ABCD-EFG0", "ABCD-EFGI", "ABCD-ÉFGH", "ABCD/EFGH"]
        {
            assert_eq!(Code::read(typed), None, "{typed:?}");
        }
        assert_eq!(Code::read(&"-".repeat(100_000)), None);
    }

    #[test]
    fn codes_differ_and_use_every_letter() {
        let random = Random::seeded(2);
        let codes: Vec<String> = (0..200).map(|_| Code::new(&random).into()).collect();
        let mut seen: Vec<u8> = codes.iter().flat_map(|code| code.bytes()).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, LETTERS);
        assert!(codes.iter().all(|code| codes.iter().filter(|other| *other == code).count() == 1));
    }

    #[test]
    fn a_code_does_not_end_up_in_a_log() {
        assert_eq!(format!("{:?}", Code::new(&Random::seeded(3))), "Code");
    }
}
