//! Times from other servers as milliseconds since 1970.
//!
//! Does not judge whether a time is plausible: there is no clock here.
//! Spec: RFC 3339, and what servers send instead of it.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::Value;

/// Reads `object[key]`; nonsense is no time.
#[must_use]
pub fn read(object: &Value, key: &str) -> Option<i64> {
    parse_ms(object.get(key)?.as_str()?)
}

/// Milliseconds since 1970 of an RFC 3339 time, or of one without an offset, which is UTC.
///
/// Times before 1970 become 1970; there is none after the year 9999.
#[must_use]
pub fn parse_ms(text: &str) -> Option<i64> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let time = text.parse::<Timestamp>().ok().or_else(|| without_offset(text))?;
    Some(time.as_millisecond().max(0))
}

fn without_offset(text: &str) -> Option<Timestamp> {
    let time = text.parse::<DateTime>().ok()?;
    time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

const MAX_BYTES: usize = 64;

#[cfg(test)]
mod tests {
    use super::parse_ms;

    #[test]
    fn the_usual_forms_are_read() {
        for text in [
            "2024-05-06T07:08:09Z",
            "2024-05-06T07:08:09.000Z",
            "2024-05-06T07:08:09.000000Z",
            "2024-05-06T09:08:09+02:00",
            "2024-05-06T07:08:09+0000",
            "2024-05-06t07:08:09z",
            "2024-05-06 07:08:09Z",
            "2024-05-06T07:08:09",
        ] {
            assert_eq!(parse_ms(text), Some(1_714_979_289_000), "{text}");
        }
        assert_eq!(parse_ms("2024-05-06"), Some(1_714_953_600_000));
        assert_eq!(parse_ms("2024-05-06T07:08:09.123456Z"), Some(1_714_979_289_123));
    }

    #[test]
    fn times_outside_the_bounds_are_moved_or_dropped() {
        assert_eq!(parse_ms("0000-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse_ms("1969-12-31T23:59:59Z"), Some(0));
        assert_eq!(parse_ms("9999-12-01T00:00:00Z"), Some(253_399_622_400_000));
        // A leap second is the last second of its minute.
        assert_eq!(parse_ms("2016-12-31T23:59:60Z"), parse_ms("2016-12-31T23:59:59Z"));
        for text in ["now", "", "99999-01-01T00:00:00Z", "2024-13-01T00:00:00Z", "1714979289"] {
            assert_eq!(parse_ms(text), None, "{text}");
        }
        assert_eq!(parse_ms(&"2".repeat(100_000)), None);
    }
}
