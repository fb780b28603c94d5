//! Why something from another server could not be understood.
//!
//! Not for bounds on bytes and JSON: those are [`JsonError`](crate::protocol::json::JsonError).

use std::fmt;

/// What was missing or unusable, in words for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable(pub &'static str);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unreadable {}
