//! `WebPushSubscription`: <https://docs.joinmastodon.org/entities/WebPushSubscription/>.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::store::notifications::NotificationKind;
use crate::store::push_subscriptions::{Policy, Subscription};

/// Where an app is told while it is not running.
#[derive(Serialize)]
pub(in crate::client) struct PushSubscription<'a> {
    /// A number, not a text: so Mastodon writes it, and Tusky reads nothing else.
    id: i64,
    endpoint: &'a str,
    standard: bool,
    alerts: BTreeMap<&'static str, bool>,
    server_key: &'a str,
    policy: &'static str,
}

impl<'a> PushSubscription<'a> {
    pub(in crate::client) fn build(row: &'a Subscription, server_key: &'a str) -> Self {
        let alerts = ALERTS.iter().map(|(kind, name)| (*name, row.wishes.alerts.have(*kind)));
        let policy = POLICIES.iter().find(|(policy, _)| *policy == row.wishes.policy);
        Self {
            id: row.id.number(),
            endpoint: &row.receiver.endpoint,
            standard: row.receiver.standard,
            alerts: alerts.collect(),
            server_key,
            policy: policy.map_or("all", |(_, name)| name),
        }
    }
}

/// What an app can ask to be told of. Apps fail on the lack of one that they know.
pub(in crate::client) const ALERTS: &[(NotificationKind, &str)] = &[
    (NotificationKind::Mention, "mention"),
    (NotificationKind::Status, "status"),
    (NotificationKind::Reblog, "reblog"),
    (NotificationKind::Follow, "follow"),
    (NotificationKind::FollowRequest, "follow_request"),
    (NotificationKind::Favourite, "favourite"),
    (NotificationKind::Poll, "poll"),
    (NotificationKind::Update, "update"),
    (NotificationKind::Quote, "quote"),
];

/// From whom.
pub(in crate::client) const POLICIES: &[(Policy, &str)] = &[
    (Policy::All, "all"),
    (Policy::Followed, "followed"),
    (Policy::Followers, "follower"),
    (Policy::Nobody, "none"),
];
