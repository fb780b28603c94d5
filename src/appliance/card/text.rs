//! `nichoir.txt`: lines of `key = value`, as people and their editors write them.
//!
//! The file may begin with a mark, end its lines as Windows does, be in UTF-16, and have quotes around values.

use std::path::Path;

/// More than that nobody types, in bytes.
pub(crate) const BYTES: u64 = 16 * 1024;

/// One line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A key in small letters, and its value without the blanks and quotes around it.
    Pair(String, String),
    /// Something else; the number of the line, from 1.
    Odd(usize),
}

/// The lines of the file at `path` that say something; none if there is no such file or it is too long to be one.
pub(crate) fn read(path: &Path) -> Vec<Line> {
    match std::fs::metadata(path) {
        Ok(file) if file.is_file() && file.len() <= BYTES => {}
        _ => return Vec::new(),
    }
    lines(&decode(&std::fs::read(path).unwrap_or_default()))
}

/// The lines of `text` that say something.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let numbered = text.trim_start_matches('\u{feff}').lines().zip(1..);
    let says = numbered.map(|(line, number)| (line.trim().trim_matches('\0'), number));
    says.filter(|(line, _)| !line.is_empty() && !line.starts_with(['#', ';']))
        .map(|(line, number)| pair(line).unwrap_or(Line::Odd(number)))
        .collect()
}

fn pair(line: &str) -> Option<Line> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim().to_ascii_lowercase().replace('-', "_");
    let is_word = |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (!key.is_empty() && is_word(&key)).then(|| Line::Pair(key, unquoted(value.trim()).to_owned()))
}

/// Without quotes, where both are there.
fn unquoted(value: &str) -> &str {
    let within = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(value)
}

/// UTF-8 with what is none replaced, or UTF-16 if it begins with the mark of that.
pub(super) fn decode(bytes: &[u8]) -> String {
    let wide = |from: fn([u8; 2]) -> u16, rest: &[u8]| {
        let (pairs, _) = rest.as_chunks::<2>();
        char::decode_utf16(pairs.iter().map(|pair| from(*pair)))
            .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(key: &str, value: &str) -> Vec<Line> {
        vec![Line::Pair(key.into(), value.into())]
    }

    #[test]
    fn a_line_is_read_as_people_write_it() {
        for text in
            ["name=ada", "\u{feff} Name = \"ada\"\r\n", "# me\n\nNAME='ada'", "name=ada\0\0"]
        {
            assert_eq!(lines(text), one("name", "ada"), "{text:?}");
        }
        assert_eq!(lines("wifi-name = nest = egg"), one("wifi_name", "nest = egg"));
        assert_eq!(
            lines("wifi_password=\"quoted\" twice"),
            one("wifi_password", "\"quoted\" twice")
        );
        assert_eq!(lines("wifi_password=\" two  blanks \""), one("wifi_password", " two  blanks "));
    }

    #[test]
    fn what_is_no_line_is_told_by_its_number() {
        assert_eq!(lines("\n\nhello\n=x\na b=c"), [Line::Odd(3), Line::Odd(4), Line::Odd(5)]);
    }

    #[test]
    fn the_editors_of_windows_may_write_utf_16() {
        let little: Vec<u8> =
            "\u{feff}name=zoé\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&decode(&little)), one("name", "zoé"));
        let big: Vec<u8> = "\u{feff}name=zoé".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(lines(&decode(&big)), one("name", "zoé"));
        assert_eq!(lines(&decode(b"name=zo\xe9")), one("name", "zo\u{fffd}"));
    }

    #[test]
    fn a_file_that_is_none_or_too_long_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("nichoir.txt");
        assert!(read(&path).is_empty() && read(folder.path()).is_empty());
        std::fs::write(&path, "a=b\n".repeat(5000)).unwrap();
        assert!(read(&path).is_empty());
    }
}
