//! A post as a page shows it. Only what a guest may see gets this far.

use super::attachment::Attachment;
use crate::clock::rfc3339;
use crate::id::StatusId;
use crate::locale::Locale;
use crate::site::Site;
use crate::store::status_view::{PollView, StatusRow, StatusView};

/// A post, ready for a template.
pub(super) struct Post<'a> {
    pub(super) page: &'a str,
    pub(super) spoiler: &'a str,
    /// Sanitised when it was stored.
    pub(super) html: &'a str,
    pub(super) language: &'a str,
    pub(super) is_reply: bool,
    /// `2026-11-23`
    pub(super) day: String,
    /// For machines.
    pub(super) made: String,
    pub(super) edited: bool,
    pub(super) attachments: Vec<Attachment<'a>>,
    pub(super) options: Vec<(&'a str, String)>,
}

impl<'a> Post<'a> {
    /// The post with this id, if it is in the view.
    pub(super) fn build(
        id: StatusId,
        view: &'a StatusView,
        site: &Site,
        locale: Locale,
    ) -> Option<Self> {
        let row: &StatusRow = view.rows.get(&id)?;
        let made = rfc3339(row.created_ms);
        let attachments = view.attachments.get(&id).map(Vec::as_slice).unwrap_or_default();
        Some(Self {
            page: row.url.as_deref().unwrap_or(&row.uri),
            spoiler: &row.spoiler_text,
            html: &row.content_html,
            language: row.language.as_deref().unwrap_or_default(),
            is_reply: row.in_reply_to_id.is_some(),
            day: made.chars().take(10).collect(),
            made,
            edited: row.edited_ms.is_some(),
            attachments: attachments
                .iter()
                .filter_map(|row| Attachment::build(row, site))
                .collect(),
            options: view.polls.get(&id).map_or_else(Vec::new, |poll| options(poll, locale)),
        })
    }
}

fn options(view: &PollView, locale: Locale) -> Vec<(&str, String)> {
    let options = view.poll.options.iter();
    let votes = |count: &i64| locale.say_with("poll-votes", "count", &count.to_string());
    options.map(|(title, count)| (title.as_str(), votes(count))).collect()
}
