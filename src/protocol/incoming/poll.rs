//! The poll in a `Question`.
//!
//! Does not say whether it is over: there is no clock here.
//! Spec: FEP-9967.

use serde_json::Value;

use super::{date, field, one_or_many};

/// A poll and its state when it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Several answers may be chosen.
    pub multiple: bool,
    /// The answers in order, at most 100, no name twice.
    pub options: Vec<PollOption>,
    /// When it ends or ended, milliseconds since 1970.
    pub end_time_ms: Option<i64>,
    /// When it was closed, milliseconds since 1970; 0 when that is not known.
    pub closed_ms: Option<i64>,
    /// How many people voted.
    pub voters_count: Option<u32>,
}

/// One answer of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// One line, raw.
    pub name: String,
    /// Votes for it.
    pub votes: u32,
}

impl Poll {
    /// Reads the poll of a `Question`; `None` without options, or when votes for two of them
    /// could not be told apart.
    #[must_use]
    pub fn read(question: &Value) -> Option<Self> {
        let any_of = options(question, "anyOf")?;
        let multiple = !any_of.is_empty();
        let options = if multiple { any_of } else { options(question, "oneOf")? };
        if options.is_empty() {
            return None;
        }
        Some(Self {
            multiple,
            options,
            end_time_ms: date::read(question, "endTime"),
            closed_ms: closed_ms(question),
            voters_count: field::count(question, "votersCount"),
        })
    }
}

fn options(question: &Value, key: &str) -> Option<Vec<PollOption>> {
    let mut options: Vec<PollOption> = Vec::new();
    for item in one_or_many::each_object(question, key).take(MAX_OPTIONS) {
        let name = field::line(item, "name", MAX_NAME_BYTES)?;
        if options.iter().any(|known| known.name == name) {
            return None;
        }
        let votes = item.get("replies").and_then(|replies| field::count(replies, "totalItems"));
        options.push(PollOption { name, votes: votes.unwrap_or(0) });
    }
    Some(options)
}

/// A time, or `true` (ActivityStreams allows both).
fn closed_ms(question: &Value) -> Option<i64> {
    let is_closed = field::is_true(question, "closed");
    date::read(question, "closed").or_else(|| is_closed.then_some(0))
}

const MAX_OPTIONS: usize = 100;
const MAX_NAME_BYTES: usize = 1_000;

#[cfg(test)]
#[path = "poll_tests.rs"]
mod tests;
