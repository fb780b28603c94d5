//! Context: <https://docs.joinmastodon.org/entities/Context/>.

use serde::Serialize;

use super::status::Status;

/// The conversation around a status.
#[derive(Serialize)]
pub(in crate::client) struct Context<'a> {
    pub(in crate::client) ancestors: Vec<Status<'a>>,
    pub(in crate::client) descendants: Vec<Status<'a>>,
}
