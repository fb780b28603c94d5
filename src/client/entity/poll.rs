//! Poll: <https://docs.joinmastodon.org/entities/Poll/>.

use serde::Serialize;

use super::emoji::Emoji;
use crate::clock::rfc3339;
use crate::id::{AccountId, StatusId};
use crate::store::status_view::{PollView, StatusRow};

/// A poll. Its id is that of its status.
#[derive(Serialize)]
pub(in crate::client) struct Poll<'a> {
    id: StatusId,
    expires_at: Option<String>,
    expired: bool,
    multiple: bool,
    votes_count: i64,
    voters_count: i64,
    voted: bool,
    own_votes: &'a [i64],
    options: Vec<Choice<'a>>,
    emojis: [Emoji; 0],
}

#[derive(Serialize)]
struct Choice<'a> {
    title: &'a str,
    /// `null` while results are hidden.
    votes_count: Option<i64>,
}

impl<'a> Poll<'a> {
    pub(in crate::client) fn build(
        status: &StatusRow,
        view: &'a PollView,
        viewer: Option<AccountId>,
        now_ms: i64,
    ) -> Self {
        let poll = &view.poll;
        let expired = view.is_over(now_ms);
        let shown = expired || !poll.hide_totals;
        let votes_count = poll.options.iter().map(|(_, votes)| votes).sum();
        Self {
            id: status.id,
            expires_at: poll.expires_ms.map(rfc3339),
            expired,
            multiple: poll.multiple,
            votes_count,
            // Old servers do not count people, and one vote each is the rule without `multiple`.
            voters_count: if poll.multiple { poll.voters_count } else { votes_count },
            // Nobody votes in their own poll; clients show them the results as if they had.
            voted: !view.own_votes.is_empty() || viewer == Some(status.account_id),
            own_votes: &view.own_votes,
            options: poll
                .options
                .iter()
                .map(|(title, votes)| Choice { title, votes_count: shown.then_some(*votes) })
                .collect(),
            emojis: [],
        }
    }
}
