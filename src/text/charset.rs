//! Bytes of a page as text: UTF-8, or the encoding of the old web in the west.
//!
//! All others are rare by now; their pages show replacement characters. Spec: WHATWG Encoding §4, where the names of
//! ISO 8859-1 mean windows-1252 too.

use std::borrow::Cow;

/// Reads `bytes`, whose sender says that they are of type `media_type`; the page itself may say it near its beginning.
#[must_use]
pub fn decode<'b>(bytes: &'b [u8], media_type: &str) -> Cow<'b, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let beginning = bytes.get(..BEGINNING).unwrap_or(bytes);
    let said = format!("{media_type} {}", String::from_utf8_lossy(beginning)).to_ascii_lowercase();
    match NAMES.iter().any(|name| said.contains(name)) {
        true => Cow::Owned(bytes.iter().map(|byte| western(*byte)).collect()),
        false => String::from_utf8_lossy(bytes),
    }
}

fn western(byte: u8) -> char {
    match byte {
        0x80..=0x9F => UPPER.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

const NAMES: [&str; 4] = ["iso-8859-1", "windows-1252", "latin1", "cp1252"];
/// Where a page must have said it (HTML §4.2.5.4).
const BEGINNING: usize = 1024;
/// 0x80 to 0x9F, where windows-1252 has signs.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_pages_keep_their_accents_and_quotes() {
        let old = b"<meta charset=ISO-8859-1><title>L\x92\xe9t\xe9, 3 \x80</title>";
        assert!(decode(old, "text/html").ends_with("<title>L’été, 3 €</title>"));
        assert!(decode(b"L\x92\xe9t\xe9", "text/html; charset=windows-1252").contains("L’été"));
        // What is UTF-8 is that, whatever it says.
        assert_eq!(decode("été".as_bytes(), "text/html; charset=iso-8859-1"), "été");
        assert_eq!(decode(b"\xe9", "text/html"), "\u{fffd}");
    }
}
