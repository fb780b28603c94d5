//! Times as RFC 3339 with `Z`.

use jiff::Timestamp;

/// The time `ms` milliseconds after 1970 as `2026-11-23T06:00:00Z`; years beyond 9999 become 1970.
pub(super) fn rfc3339(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}
