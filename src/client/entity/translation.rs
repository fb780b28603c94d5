//! `Translation`: <https://docs.joinmastodon.org/entities/Translation/>.

use serde::Serialize;

use crate::id::{AttachmentId, StatusId};
use crate::text;

/// A post in another language.
#[derive(Serialize)]
pub(in crate::client) struct Translation<'a> {
    content: String,
    spoiler_text: String,
    language: &'a str,
    media_attachments: Vec<TranslatedFile>,
    poll: Option<TranslatedPoll>,
    detected_source_language: String,
    provider: &'a str,
}

#[derive(Serialize)]
struct TranslatedFile {
    id: AttachmentId,
    description: String,
}

#[derive(Serialize)]
struct TranslatedPoll {
    id: StatusId,
    options: Vec<TranslatedOption>,
}

#[derive(Serialize)]
struct TranslatedOption {
    title: String,
}

impl<'a> Translation<'a> {
    /// `html` is as a server of somebody else wrote it. The languages are those from and to which it was translated.
    pub(in crate::client) fn build(
        status: StatusId,
        html: &str,
        spoiler_text: String,
        options: Vec<String>,
        files: Vec<(AttachmentId, String)>,
        (from, to, provider): (Option<String>, &'a str, &'a str),
    ) -> Self {
        let files = files.into_iter();
        let options: Vec<_> = options.into_iter().map(|title| TranslatedOption { title }).collect();
        Self {
            content: text::sanitise(html),
            spoiler_text,
            language: to,
            media_attachments: files
                .map(|(id, description)| TranslatedFile { id, description })
                .collect(),
            poll: (!options.is_empty()).then_some(TranslatedPoll { id: status, options }),
            detected_source_language: from.unwrap_or_default(),
            provider,
        }
    }
}
