//! What a push says, in Mastodon's words and the reader's language.
//!
//! Not the whole notification: apps fetch that by its id.

use serde::Serialize;

use crate::error::Result;
use crate::id::NotificationId;
use crate::locale::Locale;
use crate::page::AVATAR;
use crate::site::{Form, Site};
use crate::store::Read;
use crate::store::accounts::{self, Account};
use crate::store::notification_view::{self, Notification};
use crate::store::notifications::NotificationKind;
use crate::store::push_subscriptions::Subscription;
use crate::store::status_view::{self, StatusRow};
use crate::text::plain;

/// The JSON of a push.
#[derive(Debug, Serialize)]
pub(super) struct Payload {
    /// The app's own token, or nothing.
    pub(super) access_token: String,
    preferred_locale: &'static str,
    /// A number: Mastodon's own apps read nothing else.
    notification_id: i64,
    notification_type: &'static str,
    icon: String,
    title: String,
    body: String,
    /// When it happened; not sent.
    #[serde(skip)]
    pub(super) created_ms: i64,
}

impl Payload {
    /// What a subscription says of a notification; `None` if that is gone, or may not be seen any more.
    pub(super) fn read(
        db: &Read,
        subscription: &Subscription,
        id: NotificationId,
        site: &Site,
    ) -> Result<Option<Self>> {
        let owner = subscription.account_id;
        let Some(told) = notification_view::by_id(db, owner, id)? else { return Ok(None) };
        let Some(from) = accounts::by_id(db, told.from_id)? else { return Ok(None) };
        let post = match told.status_id {
            Some(status) => {
                let mut view = status_view::view(db, &[status], Some(owner))?;
                let Some(row) = view.rows.remove(&status) else { return Ok(None) };
                Some(row)
            }
            None => None,
        };
        let locale = Locale::named(&subscription.receiver.language).unwrap_or(Locale::En);
        Ok(name(told.kind).map(|kind| Self::build(kind, &told, &from, post.as_ref(), locale, site)))
    }

    fn build(
        kind: &'static str,
        told: &Notification,
        from: &Account,
        post: Option<&StatusRow>,
        locale: Locale,
        site: &Site,
    ) -> Self {
        let who = match from.display_name.trim() {
            "" => &from.username,
            name => name,
        };
        let text = match post {
            Some(post) if !post.spoiler_text.is_empty() => post.spoiler_text.clone(),
            Some(post) => plain(&post.content_html),
            None => plain(&from.note_html),
        };
        Self {
            access_token: String::new(),
            preferred_locale: locale.tag(),
            notification_id: told.id.number(),
            notification_type: kind,
            icon: icon(from, site),
            title: locale.say_with(&format!("push-{}", kind.replace('_', "-")), "name", who),
            body: shortened(&text),
            created_ms: told.created_ms,
        }
    }

    /// As bytes that fit into a push.
    pub(super) fn bytes(mut self) -> Result<Vec<u8>> {
        let bytes = serde_json::to_vec(&self)?;
        if bytes.len() <= MOST_BYTES {
            return Ok(bytes);
        }
        (self.icon, self.body) = Default::default();
        self.title = self.title.chars().take(BODY_CHARS).collect();
        Ok(serde_json::to_vec(&self)?)
    }
}

/// What Mastodon calls it; what has no alert there is not pushed.
fn name(kind: NotificationKind) -> Option<&'static str> {
    Some(match kind {
        NotificationKind::Mention => "mention",
        NotificationKind::Status => "status",
        NotificationKind::Reblog => "reblog",
        NotificationKind::Follow => "follow",
        NotificationKind::FollowRequest => "follow_request",
        NotificationKind::Favourite => "favourite",
        NotificationKind::Poll => "poll",
        NotificationKind::Update => "update",
        NotificationKind::Quote => "quote",
        NotificationKind::Report | NotificationKind::Moved => return None,
    })
}

/// The phone fetches it by itself; from us, like every picture.
fn icon(from: &Account, site: &Site) -> String {
    match from.avatar_url.as_str() {
        "" => format!("{}{AVATAR}", site.base()),
        url => site.remote_media(Form::Whole, url),
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= BODY_CHARS {
        return text.to_owned();
    }
    text.chars().take(BODY_CHARS - 1).chain(['…']).collect()
}

/// As much as Mastodon sends.
const BODY_CHARS: usize = 140;
/// 4 096 bytes (RFC 8030 §7.2) without the head of a record, its end and its tag.
const MOST_BYTES: usize = 4096 - 86 - 1 - 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_always_fits() {
        let payload = Payload {
            access_token: "t".repeat(43),
            preferred_locale: "en",
            notification_id: i64::MAX,
            notification_type: "mention",
            icon: "i".repeat(5_000),
            title: "\u{1F426}".repeat(900),
            body: shortened(&"\u{1F426}".repeat(900)),
            created_ms: 0,
        };
        assert_eq!(payload.body.chars().count(), BODY_CHARS);
        assert!(payload.bytes().unwrap().len() <= MOST_BYTES);
    }
}
