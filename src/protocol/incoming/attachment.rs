//! Pictures, films and sounds that come with a post.
//!
//! Nothing is fetched or decoded here.
//! Spec: ActivityStreams `Document` and its kin; Mastodon's `blurhash` and `focalPoint`.

use jiff::SignedDuration;
use serde_json::Value;

use super::{field, one_or_many};

/// One file that comes with a post.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// From the media type, else from the object's type, else from the file's name.
    pub kind: AttachmentKind,
    /// As given, for example `image/png`.
    pub media_type: Option<String>,
    /// Where the file is.
    pub url: String,
    /// What it shows, in words; raw, may have several lines.
    pub description: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// A blurred preview in Base83.
    pub blurhash: Option<String>,
    /// The point to keep when cropping: x and y from −1 to 1.
    pub focus: Option<(f64, f64)>,
    /// Playing time.
    pub duration_ms: Option<u64>,
}

/// What sort of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A film, also a silent one.
    Video,
    /// A sound.
    Audio,
    /// Something else or not said.
    Unknown,
}

/// The files in `attachment`, at most 16.
#[must_use]
pub fn read_all(object: &Value) -> Vec<Attachment> {
    one_or_many::each_object(object, "attachment").filter_map(read).take(MAX_ATTACHMENTS).collect()
}

fn read(item: &Value) -> Option<Attachment> {
    let by_type = AttachmentKind::by_type(item)?;
    let media_type = media_type(item);
    let url = field::link(item, "url").or_else(|| field::href(item))?;
    let otherwise = match by_type {
        AttachmentKind::Unknown => AttachmentKind::by_name(&url),
        said => said,
    };
    Some(Attachment {
        kind: media_type.as_deref().and_then(AttachmentKind::by_media_type).unwrap_or(otherwise),
        media_type,
        url,
        // Pleroma and older Pixelfed use `name`, some others `summary`.
        description: field::text(item, "name", MAX_DESCRIPTION_BYTES)
            .or_else(|| field::text(item, "summary", MAX_DESCRIPTION_BYTES)),
        width: pixels(item, "width"),
        height: pixels(item, "height"),
        blurhash: blurhash(item),
        focus: focus(item),
        duration_ms: duration_ms(item),
    })
}

impl AttachmentKind {
    /// The first part of its media types; empty if it is not known.
    #[must_use]
    pub fn family(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Unknown => "",
        }
    }

    /// `None` for what is no file, such as a `Link` to a page.
    fn by_type(item: &Value) -> Option<Self> {
        field::types(item).find_map(|name| match name {
            "Image" => Some(Self::Image),
            "Video" => Some(Self::Video),
            "Audio" => Some(Self::Audio),
            "Document" => Some(Self::Unknown),
            _ => None,
        })
    }

    /// Mastodon fetches the file to find out; its name is what there is without fetching.
    fn by_name(url: &str) -> Self {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("avif" | "gif" | "heic" | "jpeg" | "jpg" | "png" | "webp") => Self::Image,
            Some("m4v" | "mov" | "mp4" | "webm") => Self::Video,
            Some("flac" | "m4a" | "mp3" | "oga" | "ogg" | "opus" | "wav") => Self::Audio,
            _ => Self::Unknown,
        }
    }

    fn by_media_type(media_type: &str) -> Option<Self> {
        match media_type.split_once('/')?.0 {
            "image" => Some(Self::Image),
            "video" => Some(Self::Video),
            "audio" => Some(Self::Audio),
            _ => None,
        }
    }
}

/// The item's own media type, else that of its first `Link`.
fn media_type(item: &Value) -> Option<String> {
    let of_link = || one_or_many::each(item, "url").find_map(|link| link.get("mediaType"));
    let text = item.get("mediaType").or_else(of_link)?.as_str()?;
    let (kind, format) = text.split_once('/')?;
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
    let is_plain = text.len() <= MAX_MEDIA_TYPE_BYTES
        && !kind.is_empty()
        && !format.is_empty()
        && kind.bytes().chain(format.bytes()).all(is_token);
    is_plain.then(|| text.to_ascii_lowercase())
}

fn pixels(item: &Value, key: &str) -> Option<u32> {
    field::count(item, key).filter(|pixels| (1..=MAX_PIXELS).contains(pixels))
}

fn blurhash(item: &Value) -> Option<String> {
    let hash = item.get("blurhash")?.as_str()?;
    let fits = (6..=MAX_BLURHASH_BYTES).contains(&hash.len());
    (fits && hash.bytes().all(|b| b.is_ascii_graphic())).then(|| hash.to_owned())
}

fn focus(item: &Value) -> Option<(f64, f64)> {
    let [x, y] = item.get("focalPoint")?.as_array()?.as_slice() else { return None };
    Some((x.as_f64()?.clamp(-1.0, 1.0), y.as_f64()?.clamp(-1.0, 1.0)))
}

/// An ISO 8601 duration such as `PT1M5S`, or seconds (Pixelfed, Friendica).
fn duration_ms(item: &Value) -> Option<u64> {
    let duration = match item.get("duration")? {
        Value::String(text) if text.len() <= MAX_DURATION_BYTES => text.parse().ok()?,
        Value::Number(seconds) => SignedDuration::try_from_secs_f64(seconds.as_f64()?).ok()?,
        _ => return None,
    };
    u64::try_from(duration.as_millis()).ok().filter(|ms| *ms <= MAX_DURATION_MS)
}

const MAX_ATTACHMENTS: usize = 16;
/// Mastodon shows 1 500 characters, Pleroma and Misskey send more.
const MAX_DESCRIPTION_BYTES: usize = 10_000;
const MAX_MEDIA_TYPE_BYTES: usize = 100;
const MAX_PIXELS: u32 = 100_000;
/// The longest that the Blurhash format has: 9 by 9 components.
const MAX_BLURHASH_BYTES: usize = 166;
const MAX_DURATION_BYTES: usize = 40;
/// A month.
const MAX_DURATION_MS: u64 = 31 * 24 * 3_600 * 1_000;

#[cfg(test)]
#[path = "attachment_tests.rs"]
mod tests;
