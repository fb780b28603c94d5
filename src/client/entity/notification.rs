//! Notification: <https://docs.joinmastodon.org/entities/Notification/>.

use serde::Serialize;

use super::account::Account;
use super::status::Status;
use crate::clock::rfc3339;
use crate::id::NotificationId;
use crate::store::notification_groups::{GROUPED, Line};
use crate::store::notification_view::Notification as Row;
use crate::store::notifications::NotificationKind;

/// Something the owner is told.
#[derive(Serialize)]
pub(in crate::client) struct Notification<'a> {
    id: NotificationId,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: String,
    group_key: String,
    account: Account<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status<'a>>,
}

impl<'a> Notification<'a> {
    pub(in crate::client) fn build(
        row: &Row,
        account: Account<'a>,
        status: Option<Status<'a>>,
    ) -> Self {
        Self {
            id: row.id,
            kind: name(row.kind),
            created_at: rfc3339(row.created_ms),
            group_key: group_key(row.kind, Line::of(row, GROUPED)),
            account,
            status,
        }
    }
}

/// The kinds that clients know, by their names. Reports and moves have entities of their own, which are not here
/// yet, so they are not told.
const NAMES: &[(NotificationKind, &str)] = &[
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

/// The name of a line.
pub(super) fn group_key(kind: NotificationKind, line: Line) -> String {
    match line {
        Line::Group(id) => format!("{}-{id}", name(kind)),
        Line::Single(id) => format!("{ALONE}-{id}"),
    }
}

const ALONE: &str = "ungrouped";

/// The line with this name.
pub(in crate::client) fn line_of(key: &str) -> Option<Line> {
    let (kind, id) = key.rsplit_once('-')?;
    let id = id.parse().ok()?;
    Some(if kind == ALONE { Line::Single(id) } else { Line::Group(id) })
}

/// Of the kinds that can be grouped, those that a client wants grouped (all, if it says nothing).
pub(in crate::client) fn grouped(types: &[&str]) -> Vec<NotificationKind> {
    let wanted = |kind: &&NotificationKind| types.is_empty() || types.contains(&name(**kind));
    GROUPED.iter().filter(wanted).copied().collect()
}

pub(super) fn name(kind: NotificationKind) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == kind).map_or("unknown", |(_, name)| name)
}

/// The kinds that a client wants: those it names (all, if it names none) without those it excludes.
pub(in crate::client) fn kinds(types: &[&str], excluded: &[&str]) -> Vec<NotificationKind> {
    NAMES
        .iter()
        .filter(|(_, name)| (types.is_empty() || types.contains(name)) && !excluded.contains(name))
        .map(|(kind, _)| *kind)
        .collect()
}
