//! The part of the card that every computer can read: what its owner and Raspberry Pi Imager wrote there.
//!
//! On the card image a root program sorts it before the server starts, so that the server never sees the
//! passwords of the home (`board/common/root/usr/lib/nichoir/card`, decision 13). Never an error: what makes no
//! sense is told and left out.

mod imager;
mod network;
mod remarks;
mod sort;
pub(crate) mod text;
mod wishes;

pub use self::remarks::report;
pub use self::sort::sort;
use self::text::Line;
use super::system::System;

/// What is wanted for `key`; of several lines the last counts.
pub(crate) fn value(system: &System, key: &str) -> Option<String> {
    let lines = text::read(&system.boot_folder()?.join(FILE)).into_iter().rev();
    let mut values = lines.filter_map(|line| match line {
        Line::Pair(found, value) if found == key && !value.is_empty() => Some(value),
        _ => None,
    });
    values.next()
}

/// The name of this machine as it is wanted, if it can be one (RFC 1123 §2.1), in small letters.
pub(crate) fn hostname(wanted: &str) -> Option<String> {
    let label = wanted.trim().to_ascii_lowercase();
    let label = label.strip_suffix(".local").unwrap_or(&label);
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let fits = (1..=LABEL_BYTES).contains(&label.len()) && label.bytes().all(is_good);
    (fits && !label.starts_with('-') && !label.ends_with('-')).then(|| label.to_owned())
}

/// Its name.
pub(crate) const FILE: &str = "nichoir.txt";
/// RFC 1035 §2.3.4, with room for the number of a second box of that name.
const LABEL_BYTES: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_machine_is_one_label() {
        assert_eq!(hostname("Nest-2.local"), Some("nest-2".into()));
        for wrong in ["", "-a", "a-", "a.b", "a b", "é", "a_b", &"a".repeat(61), ".local"] {
            assert_eq!(hostname(wrong), None, "{wrong:?}");
        }
    }
}
