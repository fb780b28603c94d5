//! List: <https://docs.joinmastodon.org/entities/List/>.

use serde::Serialize;

use crate::id::ListId;
use crate::store::lists::{List as Row, RepliesPolicy};

/// A list of people.
#[derive(Serialize)]
pub(in crate::client) struct List<'a> {
    id: ListId,
    title: &'a str,
    replies_policy: &'static str,
    exclusive: bool,
}

impl<'a> List<'a> {
    pub(in crate::client) fn build(row: &'a Row) -> Self {
        let policy = POLICIES.iter().find(|(_, policy)| *policy == row.replies_policy);
        Self {
            id: row.id,
            title: &row.title,
            replies_policy: policy.map_or("list", |(name, _)| name),
            exclusive: row.exclusive,
        }
    }
}

const POLICIES: &[(&str, RepliesPolicy)] = &[
    ("followed", RepliesPolicy::Followed),
    ("list", RepliesPolicy::List),
    ("none", RepliesPolicy::None),
];

/// The policy with this name.
pub(in crate::client) fn policy(name: &str) -> Option<RepliesPolicy> {
    POLICIES.iter().find(|(known, _)| *known == name).map(|(_, policy)| *policy)
}
