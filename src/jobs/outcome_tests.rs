//! What an answer, or none, means for a delivery.

use super::*;

#[test]
fn passing_troubles_of_an_inbox_are_told_from_the_last_word() {
    assert_eq!(Outcome::of_status(202, None), Outcome::Delivered);
    assert_eq!(Outcome::of_status(410, None), Outcome::Gone);
    for status in [401, 408] {
        assert!(matches!(Outcome::of_status(status, None), Outcome::Later(_)), "{status}");
    }
    for status in [301, 400, 403, 404, 413, 422, 501] {
        assert!(matches!(Outcome::of_status(status, None), Outcome::Refused(_)), "{status}");
    }
}

#[test]
fn a_busy_or_broken_host_is_left_alone_as_long_as_it_asks() {
    for status in [429, 500, 502, 503] {
        let Outcome::HostFailed { after_ms, .. } = Outcome::of_status(status, Some(7000)) else {
            panic!("{status}");
        };
        assert_eq!(after_ms, Some(7000));
    }
}

#[test]
fn retry_after_is_seconds_or_a_date_and_at_most_a_day() {
    assert_eq!(retry_after_ms("120", 0), Some(120_000));
    assert_eq!(retry_after_ms("Thu, 01 Jan 1970 00:01:00 GMT", 20_000), Some(40_000));
    assert_eq!(retry_after_ms("Thu, 01 Jan 1970 00:01:00 GMT", 90_000), Some(0));
    assert_eq!(retry_after_ms("99999999999999999", 0), Some(86_400_000));
    assert_eq!(retry_after_ms("soon", 0), None);
}
