//! `ScheduledStatus`: <https://docs.joinmastodon.org/entities/ScheduledStatus/>.

use serde::Serialize;
use serde_json::{Value, json};

use super::media_attachment::MediaAttachment;
use super::visibility;
use crate::actions::draft::PollDraft;
use crate::actions::post::NewPost;
use crate::clock::rfc3339;
use crate::id::ScheduledId;
use crate::site::Site;
use crate::store::scheduled::Scheduled;
use crate::store::status_view::Attachment;

/// A post that is to be made later.
#[derive(Serialize)]
pub(in crate::client) struct ScheduledStatus<'a> {
    id: ScheduledId,
    scheduled_at: String,
    params: Value,
    media_attachments: Vec<MediaAttachment<'a>>,
}

impl<'a> ScheduledStatus<'a> {
    pub(in crate::client) fn build(
        row: &Scheduled,
        post: &NewPost,
        files: &'a [Attachment],
        site: &Site,
    ) -> Self {
        Self {
            id: row.id,
            scheduled_at: rfc3339(row.scheduled_ms),
            params: params(post),
            media_attachments: files
                .iter()
                .map(|file| MediaAttachment::build(file, site))
                .collect(),
        }
    }
}

/// As the client sent it. That an app made it is its own business, and so is the key against posting twice.
fn params(post: &NewPost) -> Value {
    let draft = &post.draft;
    json!({
        "text": draft.text,
        "poll": draft.poll.as_ref().map(poll),
        "media_ids": (!draft.media.is_empty()).then_some(&draft.media),
        "sensitive": draft.sensitive,
        "spoiler_text": draft.spoiler_text,
        "visibility": visibility::name(post.visibility),
        "language": draft.language,
        "in_reply_to_id": post.in_reply_to,
        "quoted_status_id": post.quote,
        "application_id": post.app_id.map(|id| id.number()),
        "scheduled_at": null,
        "idempotency": null,
        "with_rate_limit": false,
    })
}

fn poll(poll: &PollDraft) -> Value {
    json!({
        "options": poll.options,
        "expires_in": poll.expires_in_s,
        "multiple": poll.multiple,
        "hide_totals": poll.hide_totals,
    })
}
