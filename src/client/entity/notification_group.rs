//! `GroupedNotificationsResults`: <https://docs.joinmastodon.org/entities/GroupedNotificationsResults/>.

use serde::Serialize;

use super::account::Account;
use super::notification::{group_key, name};
use super::status::Status;
use crate::clock::rfc3339;
use crate::id::{AccountId, NotificationId, StatusId};
use crate::store::notification_groups::Group;

/// Groups, and what they speak of, each once.
#[derive(Serialize)]
pub(in crate::client) struct GroupedNotifications<'a> {
    pub(in crate::client) accounts: Vec<Account<'a>>,
    pub(in crate::client) statuses: Vec<Status<'a>>,
    pub(in crate::client) notification_groups: Vec<NotificationGroup<'a>>,
}

/// Notifications that are one line.
#[derive(Serialize)]
pub(in crate::client) struct NotificationGroup<'a> {
    group_key: String,
    notifications_count: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    /// A number, unlike all other ids: so it is in Mastodon.
    most_recent_notification_id: i64,
    page_min_id: NotificationId,
    page_max_id: NotificationId,
    latest_page_notification_at: String,
    sample_account_ids: &'a [AccountId],
    #[serde(skip_serializing_if = "Option::is_none")]
    status_id: Option<StatusId>,
}

impl<'a> NotificationGroup<'a> {
    pub(in crate::client) fn build(group: &'a Group) -> Self {
        let newest = &group.newest;
        Self {
            group_key: group_key(newest.kind, group.line),
            notifications_count: group.count,
            kind: name(newest.kind),
            most_recent_notification_id: newest.id.number(),
            page_min_id: group.oldest_id,
            page_max_id: newest.id,
            latest_page_notification_at: rfc3339(newest.created_ms),
            sample_account_ids: &group.from,
            status_id: newest.status_id,
        }
    }
}
