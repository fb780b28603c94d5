//! An event as one person is told it: what it looks like to them, and in which streams. Nothing that they may not see.

use serde::Serialize;

use super::topics::{Public, Topics};
use crate::client::conversations;
use crate::client::entity::Place;
use crate::client::entity::notification::kinds;
use crate::client::entity::status::Status;
use crate::client::notifications::Parts;
use crate::error::Result;
use crate::event::Event;
use crate::id::{AccountId, NotificationId, StatusId};
use crate::store::status_view::{self, StatusRow, StatusView};
use crate::store::statuses::Visibility;
use crate::store::{self, Read, home, list_timelines, mutes, notification_view};

/// Something to tell.
pub(super) struct News {
    /// What the documentation calls it.
    event: &'static str,
    /// JSON, or the id of what is gone.
    payload: Option<String>,
    /// Where it belongs.
    pub(super) topics: Topics,
}

impl News {
    fn new(event: &'static str, payload: &impl Serialize, topics: Topics) -> Result<Self> {
        Ok(Self { event, payload: Some(serde_json::to_string(payload)?), topics })
    }

    /// As a message of a WebSocket, for the stream with this label. The payload is a text that contains JSON; where
    /// there is none it is left out, as Mastodon.py reads every payload.
    pub(super) fn message(&self, label: &str) -> String {
        let event = self.event;
        match &self.payload {
            Some(payload) => {
                let payload = serde_json::Value::from(payload.as_str());
                format!(r#"{{"stream":{label},"event":"{event}","payload":{payload}}}"#)
            }
            None => format!(r#"{{"stream":{label},"event":"{event}"}}"#),
        }
    }

    /// As a server-sent event. Browsers pass over events without data.
    pub(super) fn event(&self) -> String {
        let payload = self.payload.as_deref().unwrap_or("{}");
        format!("event: {}\ndata: {payload}\n\n", self.event)
    }
}

/// What `viewer` is told of an event.
pub(super) fn of(db: &Read, event: &Event, viewer: AccountId, place: &Place) -> Result<Vec<News>> {
    match event {
        Event::Arrived { status, homes } => {
            arrived(db, *status, homes.contains(&viewer), viewer, place)
        }
        Event::Edited { status } => {
            let view = status_view::view(db, &[*status], Some(viewer))?;
            let topics = Topics { home: home::contains(db, viewer, *status)?, ..Topics::default() };
            Ok(post("status.update", db, *status, &view, topics, viewer, place)?
                .into_iter()
                .collect())
        }
        Event::Deleted { status, homes, was_public } => {
            let public = if *was_public { Public::All } else { Public::No };
            let topics = Topics { home: homes.contains(&viewer), public, ..Topics::default() };
            Ok(vec![News { event: "delete", payload: Some(status.to_string()), topics }])
        }
        Event::Notified { account, notification } if *account == viewer => {
            Ok(notified(db, *notification, viewer, place)?.into_iter().collect())
        }
        Event::FiltersChanged { account } if *account == viewer => {
            let topics = Topics { home: true, ..Topics::default() };
            Ok(vec![News { event: "filters_changed", payload: None, topics }])
        }
        Event::NotificationsMerged { account } if *account == viewer => {
            let topics = Topics { home: true, ..Topics::default() };
            Ok(vec![News { event: "notifications_merged", payload: Some("1".into()), topics }])
        }
        Event::Notified { .. }
        | Event::FiltersChanged { .. }
        | Event::NotificationsMerged { .. }
        | Event::Revoked { .. } => Ok(Vec::new()),
    }
}

/// What comes days late is no news: apps put what a stream tells above everything else.
fn arrived(
    db: &Read,
    id: StatusId,
    home: bool,
    viewer: AccountId,
    place: &Place,
) -> Result<Vec<News>> {
    let view = status_view::view(db, &[id], Some(viewer))?;
    let Some(row) = view.rows.get(&id) else { return Ok(Vec::new()) };
    if place.now_ms - row.created_ms > FRESH_MS {
        return Ok(Vec::new());
    }
    let topics = Topics { home, ..Topics::default() };
    let mut news = Vec::from_iter(post("update", db, id, &view, topics, viewer, place)?);
    if row.visibility == Visibility::Direct {
        news.extend(conversed(db, id, viewer, place)?);
    }
    Ok(news)
}

/// A status in all streams that show it.
fn post(
    event: &'static str,
    db: &Read,
    id: StatusId,
    view: &StatusView,
    mut topics: Topics,
    viewer: AccountId,
    place: &Place,
) -> Result<Option<News>> {
    let Some(row) = view.rows.get(&id) else { return Ok(None) };
    let Some(status) = Status::build(id, view, Some(viewer), place) else { return Ok(None) };
    // Whoever is muted is not in home either; that was seen to when the post came.
    if mutes::between(db, viewer, row.account_id)?.is_none() {
        topics.public = public(row, view);
    }
    topics.lists = list_timelines::showing(db, viewer, id)?;
    News::new(event, &status, topics).map(Some)
}

fn public(row: &StatusRow, view: &StatusView) -> Public {
    if row.visibility != Visibility::Public || row.reblog_of_id.is_some() {
        return Public::No;
    }
    Public::Post {
        local: view.accounts.get(&row.account_id).is_some_and(|author| author.is_local()),
        media: view.attachments.contains_key(&row.id),
        tags: view.tags.get(&row.id).cloned().unwrap_or_default(),
    }
}

/// The conversation that a direct post is in.
fn conversed(db: &Read, id: StatusId, viewer: AccountId, place: &Place) -> Result<Option<News>> {
    let topics = Topics { direct: true, ..Topics::default() };
    let Some(conversation) = store::conversations::holding(db, viewer, id)? else {
        return Ok(None);
    };
    conversations::several(db, viewer, &[conversation], place, |all| {
        all.first().map(|one| News::new("conversation", one, topics)).transpose()
    })
}

fn notified(
    db: &Read,
    id: NotificationId,
    viewer: AccountId,
    place: &Place,
) -> Result<Option<News>> {
    let known = kinds(&[], &[]);
    let row = notification_view::by_id(db, viewer, id)?;
    let Some(row) = row.filter(|row| known.contains(&row.kind)) else { return Ok(None) };
    let parts = Parts::of(db, &[row], viewer)?;
    let Some(notification) = parts.build(&row, place) else { return Ok(None) };
    let topics = Topics { notifications: true, ..Topics::default() };
    News::new("notification", &notification, topics).map(Some)
}

/// As long as Mastodon takes it for news.
const FRESH_MS: i64 = 6 * 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn news(event: &'static str, payload: Option<&str>) -> News {
        News { event, payload: payload.map(str::to_owned), topics: Topics::default() }
    }

    #[test]
    fn a_payload_is_a_text_inside_the_message() {
        let update = news("update", Some(r#"{"content":"\"é\""}"#));
        assert_eq!(
            update.message(r#"["hashtag","é"]"#),
            r#"{"stream":["hashtag","é"],"event":"update","payload":"{\"content\":\"\\\"é\\\"\"}"}"#
        );
        assert_eq!(update.event(), "event: update\ndata: {\"content\":\"\\\"é\\\"\"}\n\n");
    }

    #[test]
    fn what_has_no_payload_has_none() {
        let changed = news("filters_changed", None);
        assert_eq!(
            changed.message(r#"["user"]"#),
            r#"{"stream":["user"],"event":"filters_changed"}"#
        );
        assert_eq!(changed.event(), "event: filters_changed\ndata: {}\n\n");
    }
}
