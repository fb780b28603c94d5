//! Character references (`&amp;`, `&#39;`) in both directions.
//!
//! Knows the names that servers really write, not all 2 231: an unknown one stays as it was.
//! Spec: WHATWG HTML §13.2.5.72.

/// Decodes the reference at the start of `text` (which begins with `&`): the character and how many
/// bytes it took.
pub(super) fn decode_first(text: &str) -> Option<(char, usize)> {
    let after = text.strip_prefix('&')?;
    let end = after.bytes().take(MAX_NAME_BYTES).position(|byte| byte == b';')?;
    let name = after.get(..end)?;
    let character = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((character, end + 2))
}

/// Decodes all references in `text`.
pub(super) fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from_here) = rest.split_at_checked(at).unwrap_or((rest, ""));
        decoded.push_str(before);
        let (character, taken) = decode_first(from_here).unwrap_or(('&', 1));
        decoded.push(character);
        rest = from_here.get(taken..).unwrap_or("");
    }
    decoded.push_str(rest);
    decoded
}

/// The reference that must stand for `character` in text and in quoted attributes, if any.
pub(super) fn required_for(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        _ => None,
    }
}

/// Appends `text` to `html` so that it reads as text, also inside double quotes.
pub(super) fn push_escaped(html: &mut String, text: &str) {
    for character in text.chars() {
        match required_for(character) {
            Some(reference) => html.push_str(reference),
            None => html.push(character),
        }
    }
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

const MAX_NAME_BYTES: usize = 12;

const NAMED: [(&str, char); 24] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("shy", '\u{ad}'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("hellip", '…'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("bull", '•'),
    ("middot", '·'),
    ("times", '×'),
    ("deg", '°'),
    ("euro", '€'),
];
