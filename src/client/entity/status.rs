//! Status: <https://docs.joinmastodon.org/entities/Status/>.

use serde::Serialize;
use serde_json::{Value, json};

use super::account::Account;
use super::emoji::{self, Emoji};
use super::filter_result::{self, FilterResult};
use super::media_attachment::MediaAttachment;
use super::mention::Mention;
use super::poll::Poll;
use super::preview_card::PreviewCard;
use super::quote::{Depth, Quote};
use super::quote_approval::QuoteApproval;
use super::tag::StatusTag;
use super::{Place, visibility};
use crate::clock::rfc3339;
use crate::id::{AccountId, StatusId};
use crate::media::card;
use crate::store::status_view::{StatusRow, StatusView};

/// A post or a reblog.
#[derive(Serialize)]
pub(in crate::client) struct Status<'a> {
    id: StatusId,
    created_at: String,
    in_reply_to_id: Option<StatusId>,
    in_reply_to_account_id: Option<AccountId>,
    sensitive: bool,
    spoiler_text: &'a str,
    visibility: &'static str,
    language: Option<&'a str>,
    uri: &'a str,
    url: &'a str,
    replies_count: i64,
    reblogs_count: i64,
    favourites_count: i64,
    edited_at: Option<String>,
    // What the viewer has done with it; not there for guests. (`flatten` would cost as much as the rest.)
    #[serde(skip_serializing_if = "Option::is_none")]
    favourited: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reblogged: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    muted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bookmarked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filtered: Option<Vec<FilterResult<'a>>>,
    content: &'a str,
    reblog: Option<Box<Self>>,
    application: Option<Value>,
    account: Account<'a>,
    media_attachments: Vec<MediaAttachment<'a>>,
    mentions: Vec<Mention<'a>>,
    tags: Vec<StatusTag<'a>>,
    emojis: Vec<Emoji>,
    card: Option<PreviewCard<'a>>,
    poll: Option<Poll<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<Quote<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_approval: Option<QuoteApproval>,
}

impl<'a> Status<'a> {
    /// The status with this id, if the viewer may see it and, for a reblog, what it reblogs.
    pub(in crate::client) fn build(
        id: StatusId,
        view: &'a StatusView,
        viewer: Option<AccountId>,
        place: &Place,
    ) -> Option<Self> {
        let row = view.rows.get(&id)?;
        let mut status = Self::from_row(row, view, viewer, place, Depth::Outside)?;
        if let Some(original) = row.reblog_of_id {
            let original = view.rows.get(&original)?;
            let inner = Self::from_row(original, view, viewer, place, Depth::Outside)?;
            status.take_over(original, &inner);
            status.reblog = Some(Box::new(inner));
        }
        Some(status)
    }

    /// The same inside a status that quotes it.
    pub(in crate::client) fn quoted(
        id: StatusId,
        view: &'a StatusView,
        viewer: Option<AccountId>,
        place: &Place,
    ) -> Option<Self> {
        Self::from_row(view.rows.get(&id)?, view, viewer, place, Depth::Quoted)
    }

    fn from_row(
        row: &'a StatusRow,
        view: &'a StatusView,
        viewer: Option<AccountId>,
        place: &Place,
        depth: Depth,
    ) -> Option<Self> {
        let site = &*place.site;
        let attachments = view.attachments.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let mentions = view.mentions.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let tags = view.tags.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let poll = view.polls.get(&row.id);
        let author = view.accounts.get(&row.account_id)?;
        Some(Self {
            id: row.id,
            created_at: rfc3339(row.created_ms),
            in_reply_to_id: row.in_reply_to_id,
            in_reply_to_account_id: row.in_reply_to_account_id,
            sensitive: row.sensitive,
            spoiler_text: &row.spoiler_text,
            visibility: visibility::name(row.visibility),
            language: row.language.as_deref(),
            uri: &row.uri,
            url: row.url.as_deref().unwrap_or(&row.uri),
            replies_count: row.replies_count,
            reblogs_count: row.reblogs_count,
            favourites_count: row.favourites_count,
            edited_at: row.edited_ms.map(rfc3339),
            favourited: viewer.map(|_| row.favourited),
            reblogged: viewer.map(|_| row.reblogged),
            muted: viewer.map(|_| view.muted.contains(&row.id)),
            bookmarked: viewer.map(|_| row.bookmarked),
            pinned: (viewer == Some(row.account_id)).then_some(row.pinned),
            filtered: viewer.map(|viewer| match viewer == row.account_id {
                // Nobody hides their own words from themselves.
                true => Vec::new(),
                false => filter_result::results(row, view, place.now_ms),
            }),
            content: &row.content_html,
            reblog: None,
            application: row.app.as_deref().map(|name| json!({ "name": name, "website": null })),
            account: Account::build(author, site),
            media_attachments: attachments
                .iter()
                .map(|attachment| MediaAttachment::build(attachment, site))
                .collect(),
            mentions: mentions.iter().map(Mention::build).collect(),
            tags: tags.iter().map(|name| StatusTag::build(name, site)).collect(),
            emojis: emoji::list(row.emojis_json.as_deref().unwrap_or_default(), site),
            card: card(row, view, viewer, place),
            poll: poll.map(|poll| Poll::build(row, poll, viewer, place.now_ms)),
            quote: Quote::build(row, view, viewer, place, depth),
            quote_approval: viewer.map(|viewer| QuoteApproval::build(row, author, view, viewer)),
        })
    }

    /// Mastodon shows the text and the numbers of the original on the reblog as well.
    fn take_over(&mut self, original: &'a StatusRow, inner: &Self) {
        self.content = &original.content_html;
        self.spoiler_text = &original.spoiler_text;
        self.sensitive = original.sensitive;
        self.language = original.language.as_deref();
        self.replies_count = inner.replies_count;
        self.reblogs_count = inner.reblogs_count;
        self.favourites_count = inner.favourites_count;
        self.filtered.clone_from(&inner.filtered);
        self.favourited = inner.favourited;
        self.reblogged = inner.reblogged;
        self.bookmarked = inner.bookmarked;
    }
}

/// What the post is about. Has the page read if it is the owner who looks and nobody did before.
fn card<'a>(
    row: &StatusRow,
    view: &'a StatusView,
    viewer: Option<AccountId>,
    place: &Place,
) -> Option<PreviewCard<'a>> {
    let url = view.links.get(&row.id)?;
    let card = view.cards.get(url);
    if viewer.is_some() && card::is_stale(card, place.now_ms) {
        place.cards.add(url);
    }
    PreviewCard::build(card?, &place.site)
}
