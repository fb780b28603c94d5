//! What the answer of another server means for a delivery, and for the other deliveries to that server.
//!
//! Pure: what follows from it is in [`deliver`](super::deliver).

use crate::net::{NetError, Step};
use crate::protocol::http_date;

/// What became of one attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The inbox took it.
    Delivered,
    /// The inbox is gone for good.
    Gone,
    /// The inbox will never take it.
    Refused(String),
    /// The host answered, and this inbox may take it later.
    Later(String),
    /// The host is not well; `after_ms` is how long it asks us to stay away.
    HostFailed {
        /// What happened, for the owner and the log.
        error: String,
        /// Its `Retry-After`.
        after_ms: Option<i64>,
    },
    /// Not even a connection: the host, or our own line.
    Unreachable(String),
    /// We could not try. Nobody else is to blame.
    Postponed(String),
}

impl Outcome {
    /// What an answer with this status means. Mastodon, too, takes 401, 408 and 429 for passing troubles
    /// and all other 4xx, and 501, for the last word.
    pub(super) fn of_status(status: u16, retry_after_ms: Option<i64>) -> Self {
        let error = format!("answered {status}");
        match status {
            200..300 => Self::Delivered,
            410 => Self::Gone,
            401 | 408 => Self::Later(error),
            429 => Self::HostFailed { error, after_ms: retry_after_ms },
            501 => Self::Refused(error),
            500.. => Self::HostFailed { error, after_ms: retry_after_ms },
            // A redirect too: a signed request is not sent to another place than it was signed for.
            _ => Self::Refused(error),
        }
    }

    /// What it means that there was no answer.
    pub(super) fn of_error(error: &NetError) -> Self {
        let text = error.to_string();
        match error {
            NetError::Refused(_) => Self::Refused(text),
            NetError::Unreachable(Step::Name | Step::Connect, _) => Self::Unreachable(text),
            NetError::Unreachable(Step::Tls | Step::Early | Step::Timeout, _)
            | NetError::Protocol(_)
            | NetError::TooLarge => Self::HostFailed { error: text, after_ms: None },
            NetError::Busy => Self::Postponed(text),
        }
    }

    /// Whether the host is there and does its work.
    pub(super) fn host_is_well(&self) -> bool {
        matches!(self, Self::Delivered | Self::Gone | Self::Refused(_) | Self::Later(_))
    }
}

/// `Retry-After` in milliseconds from `now_ms`: seconds or a date (RFC 9110 §10.2.3), at most a day.
pub(super) fn retry_after_ms(header: &str, now_ms: i64) -> Option<i64> {
    let header = header.trim();
    let seconds = header.parse::<i64>().ok().map(|seconds| seconds.saturating_mul(1000));
    let after = seconds.or_else(|| Some(http_date::read(header)? - now_ms))?;
    Some(after.clamp(0, LONGEST_PAUSE_MS))
}

const LONGEST_PAUSE_MS: i64 = 24 * 3_600_000;

#[cfg(test)]
#[path = "outcome_tests.rs"]
mod tests;
