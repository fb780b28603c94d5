//! `NotificationRequest`: <https://docs.joinmastodon.org/entities/NotificationRequest/>.

use serde::Serialize;

use super::account::Account;
use super::status::Status;
use crate::clock::rfc3339;
use crate::id::NotificationRequestId;
use crate::store::notification_requests::NotificationRequest as Row;

/// A stranger who waits to be let in.
#[derive(Serialize)]
pub(in crate::client) struct NotificationRequest<'a> {
    id: NotificationRequestId,
    created_at: String,
    updated_at: String,
    /// A number in a text, as in Mastodon.
    notifications_count: String,
    account: Account<'a>,
    last_status: Option<Status<'a>>,
}

impl<'a> NotificationRequest<'a> {
    pub(in crate::client) fn build(
        row: &Row,
        account: Account<'a>,
        last_status: Option<Status<'a>>,
    ) -> Self {
        Self {
            id: row.id,
            created_at: rfc3339(row.created_ms),
            updated_at: rfc3339(row.updated_ms),
            notifications_count: row.notifications_count.to_string(),
            account,
            last_status,
        }
    }
}
