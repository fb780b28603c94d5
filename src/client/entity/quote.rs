//! Quote: <https://docs.joinmastodon.org/entities/Quote/>.

use serde::Serialize;

use super::Place;
use super::status::Status;
use crate::id::{AccountId, StatusId};
use crate::store::status_view::{StatusRow, StatusView};
use crate::store::statuses::QuoteState;

/// What a status quotes, as far as its author agrees.
#[derive(Serialize)]
#[serde(untagged)]
pub(in crate::client) enum Quote<'a> {
    /// On the outside: with the quoted status.
    Full { state: &'static str, quoted_status: Option<Box<Status<'a>>> },
    /// Inside a quoted status: only which one.
    Shallow { state: &'static str, quoted_status_id: Option<StatusId> },
}

/// How deep in quotes a status stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Depth {
    Outside,
    Quoted,
}

impl<'a> Quote<'a> {
    pub(in crate::client) fn build(
        row: &StatusRow,
        view: &'a StatusView,
        viewer: Option<AccountId>,
        place: &Place,
        depth: Depth,
    ) -> Option<Self> {
        let mut state = match row.quote_state {
            QuoteState::None => return None,
            QuoteState::Pending => "pending",
            QuoteState::Accepted => "accepted",
            QuoteState::Rejected => "rejected",
            QuoteState::Revoked => "revoked",
        };
        let id = row.quote_of_id.filter(|_| row.quote_state == QuoteState::Accepted);
        if depth == Depth::Quoted {
            return Some(Self::Shallow { state, quoted_status_id: id });
        }
        let status = id.and_then(|id| Status::quoted(id, view, viewer, place)).map(Box::new);
        if state == "accepted" && status.is_none() {
            state = if id.is_some() { "unauthorized" } else { "pending" };
        }
        Some(Self::Full { state, quoted_status: status })
    }
}
