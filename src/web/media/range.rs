//! Which part of a file is asked for. Pure.
//!
//! Spec: RFC 9110 §14.2: whoever asks for several parts, or in a way that we do not understand, gets all of it.

/// What to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    Part {
        from: u64,
        count: u64,
    },
    /// It lies past the end.
    Nothing,
}

/// Reads a `Range` header for a file of this length.
pub(super) fn read(range: &str, length: u64) -> Wanted {
    parse(range, length).unwrap_or(Wanted::All)
}

fn parse(range: &str, length: u64) -> Option<Wanted> {
    let (first, last) = range.trim().strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (from, end) = match (first, last) {
        ("", _) => match number(last)? {
            0 => return Some(Wanted::Nothing),
            count => (length.saturating_sub(count), length),
        },
        (_, "") => (number(first)?, length),
        _ => (number(first)?, number(last)?.saturating_add(1).min(length)),
    };
    if from >= length {
        return Some(Wanted::Nothing);
    }
    (end > from).then(|| Wanted::Part { from, count: end - from })
}

/// Whether an `If-None-Match` header names this tag, weakly or not.
pub(super) fn names(known: &str, tag: &str) -> bool {
    let mut tags = known.split(',').map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        let part = |from, count| Wanted::Part { from, count };
        for (range, wanted) in [
            ("bytes=0-499", part(0, 499 + 1)),
            ("bytes=500-", part(500, 500)),
            ("bytes=-300", part(700, 300)),
            ("bytes=-5000", part(0, 1000)),
            ("bytes=999-99999999999999999999999", part(999, 1)),
            ("bytes=1000-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=5-4", Wanted::All),
            ("bytes=0-1,5-6", Wanted::All),
            ("bytes=+1-2", Wanted::All),
            ("items=0-1", Wanted::All),
            ("bytes", Wanted::All),
        ] {
            assert_eq!(read(range, 1000), wanted, "{range}");
        }
        assert_eq!(read("bytes=0-", 0), Wanted::Nothing);
    }

    #[test]
    fn tags_are_found_in_lists() {
        assert!(
            names("\"a\", W/\"b\"", "\"b\"") && names("*", "\"b\"") && !names("\"a\"", "\"b\"")
        );
    }
}
