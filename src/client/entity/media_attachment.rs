//! `MediaAttachment`: <https://docs.joinmastodon.org/entities/MediaAttachment/>.

use serde::Serialize;

use crate::id::AttachmentId;
use crate::site::Site;
use crate::store::status_view::Attachment;

/// A picture, film or sound.
#[derive(Serialize)]
pub(in crate::client) struct MediaAttachment<'a> {
    id: AttachmentId,
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
    preview_url: String,
    remote_url: Option<&'a str>,
    meta: Meta,
    description: Option<&'a str>,
    blurhash: Option<&'a str>,
}

#[derive(Serialize)]
struct Meta {
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Focus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<Original>,
}

#[derive(Serialize)]
struct Focus {
    x: f64,
    y: f64,
}

#[derive(Serialize)]
struct Original {
    width: i64,
    height: i64,
    size: String,
    aspect: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
}

impl<'a> MediaAttachment<'a> {
    pub(in crate::client) fn build(row: &'a Attachment, site: &Site) -> Self {
        let here = |file: &(String, String)| site.media(&file.0, &file.1);
        let there = row.remote_url.as_deref();
        let url = row.file.as_ref().map(here);
        let url = url.unwrap_or_else(|| there.unwrap_or_default().to_owned());
        Self {
            id: row.id,
            kind: kind(&row.media_type),
            preview_url: row.preview.as_ref().map_or_else(|| url.clone(), here),
            url,
            remote_url: there,
            meta: Meta { focus: row.focus.map(|(x, y)| Focus { x, y }), original: original(row) },
            description: Some(row.description.as_str()).filter(|text| !text.is_empty()),
            blurhash: row.blurhash.as_deref(),
        }
    }
}

fn kind(media_type: &str) -> &'static str {
    match media_type.split('/').next() {
        // A film without sound that repeats is not told apart here.
        Some("image") => "image",
        Some("video") => "video",
        Some("audio") => "audio",
        _ => "unknown",
    }
}

fn original(row: &Attachment) -> Option<Original> {
    let (width, height) = row.size.filter(|(width, height)| *width > 0 && *height > 0)?;
    Some(Original {
        width,
        height,
        size: format!("{width}x{height}"),
        aspect: real(width) / real(height),
        duration: row.duration_ms.map(|ms| real(ms) / 1000.0),
    })
}

/// Pixels and milliseconds are far below what a float holds exactly.
fn real(number: i64) -> f64 {
    f64::from(i32::try_from(number).unwrap_or(i32::MAX))
}
