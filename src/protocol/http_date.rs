//! The `Date` header.
//!
//! Not the dates inside JSON. Spec: RFC 9110 §5.6.7.

use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};

const LONGEST: usize = 40;

/// Milliseconds since 1970, or nothing if this is no date.
#[must_use]
pub fn read(text: &str) -> Option<i64> {
    if text.len() > LONGEST {
        return None;
    }
    DateTimeParser::new().parse_timestamp(text).ok().map(Timestamp::as_millisecond)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`; a time that no header can name becomes 1970.
#[must_use]
pub fn write(time_ms: i64) -> String {
    let printer = DateTimePrinter::new();
    Timestamp::from_millisecond(time_ms)
        .and_then(|time| printer.timestamp_to_rfc9110_string(&time))
        .unwrap_or_else(|_| String::from("Thu, 01 Jan 1970 00:00:00 GMT"))
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn the_date_of_the_standard_goes_both_ways() {
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
        assert_eq!(write(784_111_777_999), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn what_is_no_date_is_nothing() {
        for text in [
            "",
            "now",
            "Sun",
            "1994-11-06",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 99999 08:49:37 GMT",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(write(i64::MAX), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
