//! `NotificationPolicy`: <https://docs.joinmastodon.org/entities/NotificationPolicy/>.

use serde::Serialize;
use serde_json::{Value, json};

use crate::store::notification_policies::{Fate, Policy};

/// What becomes of notifications by strangers.
#[derive(Serialize)]
pub(in crate::client) struct NotificationPolicy {
    for_not_following: &'static str,
    for_not_followers: &'static str,
    for_new_accounts: &'static str,
    for_private_mentions: &'static str,
    for_limited_accounts: &'static str,
    summary: Value,
}

impl NotificationPolicy {
    /// With how many strangers wait, and with how much.
    pub(in crate::client) fn build(policy: Policy, (people, notifications): (i64, i64)) -> Self {
        Self {
            for_not_following: fate_name(policy.for_not_following),
            for_not_followers: fate_name(policy.for_not_followers),
            for_new_accounts: fate_name(policy.for_new_accounts),
            for_private_mentions: fate_name(policy.for_private_mentions),
            for_limited_accounts: fate_name(policy.for_limited_accounts),
            summary: json!({
                "pending_requests_count": people,
                "pending_notifications_count": notifications,
            }),
        }
    }
}

const NAMES: [(&str, Fate); 3] =
    [("accept", Fate::Accept), ("filter", Fate::Filter), ("drop", Fate::Drop)];

fn fate_name(fate: Fate) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == fate).map_or("accept", |(name, _)| name)
}

/// The fate with this name.
pub(in crate::client) fn fate(name: &str) -> Option<Fate> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, fate)| *fate)
}
