//! `StatusSource`: <https://docs.joinmastodon.org/entities/StatusSource/>.

use serde::Serialize;

use crate::id::StatusId;

/// A post as it was typed.
#[derive(Serialize)]
pub(in crate::client) struct StatusSource {
    pub(in crate::client) id: StatusId,
    pub(in crate::client) text: String,
    pub(in crate::client) spoiler_text: String,
}
