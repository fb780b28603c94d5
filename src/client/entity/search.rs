//! Search: <https://docs.joinmastodon.org/entities/Search/>.

use serde::Serialize;

use super::account::Account;
use super::collection::Collection;
use super::status::Status;
use super::tag::Tag;

/// What was found.
#[derive(Serialize)]
pub(in crate::client) struct Search<'a> {
    pub(in crate::client) accounts: Vec<Account<'a>>,
    pub(in crate::client) statuses: Vec<Status<'a>>,
    pub(in crate::client) hashtags: Vec<Tag<'a>>,
    pub(in crate::client) collections: Vec<Collection<'a>>,
}
