//! `MediaAttachment`: <https://docs.joinmastodon.org/entities/MediaAttachment/>.

use serde::Serialize;

use crate::id::AttachmentId;
use crate::site::{Form, Site};
use crate::store::status_view::Attachment;

/// A picture, film or sound.
#[derive(Serialize)]
pub(in crate::client) struct MediaAttachment<'a> {
    id: AttachmentId,
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
    /// A still picture. Without one, null: apps load it for each post that goes by, and a film is no picture.
    preview_url: Option<String>,
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
    original: Option<Extent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    small: Option<Extent>,
}

#[derive(Serialize)]
struct Focus {
    x: f64,
    y: f64,
}

/// How large, and how long.
#[derive(Serialize)]
struct Extent {
    #[serde(flatten)]
    shape: Option<Shape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
}

#[derive(Serialize)]
struct Shape {
    width: i64,
    height: i64,
    size: String,
    aspect: f64,
}

impl<'a> MediaAttachment<'a> {
    pub(in crate::client) fn build(row: &'a Attachment, site: &Site) -> Self {
        let here = |file: &(String, String)| site.media(&file.0, &file.1);
        let (kind, there) = (kind(&row.media_type), row.remote_url.as_deref());
        let url = match (&row.file, there.unwrap_or_default()) {
            (Some(file), _) => here(file),
            // It could not be shown through us; apps offer a link.
            (None, there) if kind == "unknown" => there.to_owned(),
            (None, there) => site.remote_media(Form::Whole, there),
        };
        let preview_url = match (&row.preview, kind) {
            (Some(file), _) => Some(here(file)),
            (None, "image") if row.file.is_none() => {
                Some(site.remote_media(Form::Preview, there.unwrap_or_default()))
            }
            (None, "image") => Some(url.clone()),
            (None, _) => None,
        };
        Self {
            id: row.id,
            kind,
            preview_url,
            url,
            remote_url: there,
            meta: Meta {
                focus: row.focus.map(|(x, y)| Focus { x, y }),
                original: extent(row.size, row.duration_ms),
                small: extent(row.preview_size, None),
            },
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

fn extent(size: Option<(i64, i64)>, duration_ms: Option<i64>) -> Option<Extent> {
    let size = size.filter(|(width, height)| *width > 0 && *height > 0);
    let shape = size.map(|(width, height)| Shape {
        width,
        height,
        size: format!("{width}x{height}"),
        aspect: real(width) / real(height),
    });
    let duration = duration_ms.map(|ms| real(ms) / 1000.0);
    (shape.is_some() || duration.is_some()).then_some(Extent { shape, duration })
}

/// Pixels and milliseconds are far below what a float holds exactly.
fn real(number: i64) -> f64 {
    f64::from(i32::try_from(number).unwrap_or(i32::MAX))
}
