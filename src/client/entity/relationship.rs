//! Relationship: <https://docs.joinmastodon.org/entities/Relationship/>.

use serde::Serialize;

use crate::clock::rfc3339;
use crate::id::AccountId;
use crate::store::account_view::Relation;

/// How the owner stands to somebody.
#[derive(Serialize)]
pub(in crate::client) struct Relationship {
    id: AccountId,
    following: bool,
    showing_reblogs: bool,
    notifying: bool,
    languages: Option<[(); 0]>,
    followed_by: bool,
    blocking: bool,
    blocked_by: bool,
    muting: bool,
    muting_notifications: bool,
    muting_expires_at: Option<String>,
    requested: bool,
    requested_by: bool,
    domain_blocking: bool,
    endorsed: bool,
    note: String,
}

impl Relationship {
    pub(in crate::client) fn build(relation: &Relation) -> Self {
        Self {
            id: relation.id,
            following: relation.following,
            showing_reblogs: relation.showing_reblogs,
            notifying: relation.notifying,
            languages: None,
            followed_by: relation.followed_by,
            blocking: relation.blocking,
            blocked_by: relation.blocked_by,
            muting: relation.muting.is_some(),
            muting_notifications: relation.muting == Some(true),
            muting_expires_at: relation.muting_until_ms.map(rfc3339),
            requested: relation.requested,
            requested_by: relation.requested_by,
            domain_blocking: relation.domain_blocking,
            endorsed: relation.endorsed,
            note: relation.note.clone(),
        }
    }
}
