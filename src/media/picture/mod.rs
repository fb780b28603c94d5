//! Pictures as they are kept: upright, not too large, with a preview. Pure; takes time and memory, so one at a time.
//!
//! What need not be changed is not drawn anew.

mod decode;
mod lens;
mod pixels;
mod profile;
mod shrinker;

use self::decode::{Unread, decode};
use self::lens::Lens;
use self::pixels::Pixels;
use super::clean::{BROKEN, Clean, clean};
use super::kind::Kind;
use super::turn::Turn;
use crate::error::{Error, Result};

/// A file as it is kept.
#[derive(Debug)]
pub struct Prepared {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is.
    pub kind: Kind,
    /// Its type; a film without pictures is a sound.
    pub media_type: &'static str,
    /// As seen, in pixels.
    pub size: Option<(u32, u32)>,
    /// Length of films and sounds, in milliseconds.
    pub duration_ms: Option<i64>,
    /// A smaller picture, where one can be made.
    pub preview: Option<Preview>,
    /// A few characters of colour.
    pub blurhash: Option<String>,
}

/// A smaller picture, as JPEG.
#[derive(Debug)]
pub struct Preview {
    /// The file.
    pub bytes: Vec<u8>,
    /// In pixels.
    pub size: (u32, u32),
}

/// Makes of an upload what is kept of it.
///
/// # Errors
/// A sentence for the person who sent it.
pub fn prepare(kind: Kind, bytes: Vec<u8>) -> Result<Prepared> {
    let clean = clean(kind, bytes)?;
    if !kind.is_picture() {
        return Ok(as_it_is(kind, clean));
    }
    let size = check_size(kind, &clean)?;
    let stored = Lens::fit(size, STORED_PIXELS);
    if kind == Kind::Jpeg && (stored.to != size || clean.turn != Turn::Upright) {
        return redrawn(&clean, size, stored);
    }
    let preview = match decode(kind, &clean.bytes, size, Lens::fit(size, PREVIEW_PIXELS)) {
        Ok(pixels) => Some(pixels.turned(clean.turn)),
        Err(Unread::Broken) => return Err(Error::invalid(BROKEN)),
        Err(Unread::TooLarge) if kind == Kind::Jpeg => return Err(Error::invalid(TOO_LARGE)),
        Err(Unread::TooLarge | Unread::NoReader) => None,
    };
    let profile = profile::small(kind, &clean.bytes);
    with_preview(as_it_is(kind, clean), preview.as_ref(), &profile)
}

/// A preview alone, of a picture that others keep.
///
/// # Errors
/// If it cannot be read, or only with more memory than a picture may take.
pub fn preview(kind: Kind, bytes: Vec<u8>) -> Result<Preview> {
    if !decode::reads(kind) {
        return Err(Error::invalid(BROKEN));
    }
    let clean = clean(kind, bytes)?;
    let size = check_size(kind, &clean)?;
    let pixels = decode(kind, &clean.bytes, size, Lens::fit(size, PREVIEW_PIXELS));
    let pixels = pixels.map_err(|_| Error::invalid(BROKEN))?.turned(clean.turn);
    shown(&pixels, PREVIEW_QUALITY, &profile::small(kind, &clean.bytes))
}

/// A still picture in the shape of `shape`, no larger than that.
///
/// # Errors
/// A sentence for the person who sent it.
pub fn portrait(kind: Kind, bytes: Vec<u8>, shape: (u32, u32)) -> Result<Preview> {
    if !decode::reads(kind) {
        return Err(Error::invalid(NO_PORTRAIT));
    }
    let clean = clean(kind, bytes)?;
    let size = check_size(kind, &clean)?;
    let shape = if clean.turn.is_across() { (shape.1, shape.0) } else { shape };
    let pixels = decode(kind, &clean.bytes, size, Lens::fill(size, shape));
    let pixels = pixels.map_err(|unread| match unread {
        Unread::Broken | Unread::NoReader => Error::invalid(BROKEN),
        Unread::TooLarge => Error::invalid(TOO_LARGE),
    })?;
    shown(&pixels.turned(clean.turn), QUALITY, &profile::small(kind, &clean.bytes))
}

fn shown(pixels: &Pixels, quality: u8, profile: &[u8]) -> Result<Preview> {
    let bytes = pixels.to_jpeg(quality, profile)?;
    Ok(Preview { bytes, size: (pixels.width, pixels.height) })
}

/// A photo that has to be turned or made smaller. Its profile stays, or its colours would change.
fn redrawn(clean: &Clean, size: (u32, u32), lens: Lens) -> Result<Prepared> {
    let profile = profile::of(Kind::Jpeg, &clean.bytes);
    let pixels = decode(Kind::Jpeg, &clean.bytes, size, lens).map_err(|unread| match unread {
        Unread::Broken | Unread::NoReader => Error::invalid(BROKEN),
        Unread::TooLarge => Error::invalid(TOO_LARGE),
    })?;
    let pixels = pixels.turned(clean.turn);
    let prepared = Prepared {
        bytes: pixels.to_jpeg(QUALITY, &profile)?,
        kind: Kind::Jpeg,
        media_type: Kind::Jpeg.media_type(),
        size: Some((pixels.width, pixels.height)),
        duration_ms: None,
        preview: None,
        blurhash: None,
    };
    let small = pixels.through(Lens::fit((pixels.width, pixels.height), PREVIEW_PIXELS));
    with_preview(prepared, small.as_ref(), &profile::if_small(profile))
}

fn as_it_is(kind: Kind, clean: Clean) -> Prepared {
    let turned =
        |(width, height)| if clean.turn.is_across() { (height, width) } else { (width, height) };
    Prepared {
        kind,
        media_type: clean.media_type,
        size: clean.size.map(turned),
        duration_ms: clean.duration_ms,
        bytes: clean.bytes,
        preview: None,
        blurhash: None,
    }
}

fn with_preview(
    mut prepared: Prepared,
    pixels: Option<&Pixels>,
    profile: &[u8],
) -> Result<Prepared> {
    let Some(pixels) = pixels else { return Ok(prepared) };
    prepared.blurhash = pixels.blurhash();
    // A small picture is its own preview.
    if prepared.size != Some((pixels.width, pixels.height)) || prepared.bytes.len() > SMALL_BYTES {
        prepared.preview = Some(shown(pixels, PREVIEW_QUALITY, profile)?);
    }
    Ok(prepared)
}

/// Looked at before anything is decoded.
fn check_size(kind: Kind, clean: &Clean) -> Result<(u32, u32)> {
    let size = clean.size.filter(|(width, height)| *width > 0 && *height > 0);
    let size = size.ok_or_else(|| Error::invalid(BROKEN))?;
    let pixels = u64::from(size.0) * u64::from(size.1);
    let most = if kind == Kind::Jpeg { MOST_JPEG_PIXELS } else { MOST_PIXELS };
    if pixels > most || size.0.max(size.1) > MOST_SIDE {
        return Err(Error::invalid(TOO_LARGE));
    }
    Ok(size)
}

/// Pixels of a picture, but for JPEG.
pub const MOST_PIXELS: u64 = 24_000_000;
/// Pixels of a side: readers keep some lines, which are long where a picture is nothing but wide.
const MOST_SIDE: u32 = 32_767;
/// Pixels of a JPEG, which can be read at a smaller scale.
const MOST_JPEG_PIXELS: u64 = 64_000_000;
/// Pixels of a photo as it is kept: as Mastodon does.
const STORED_PIXELS: u64 = 3840 * 2160;
/// Pixels of a preview: as Mastodon does.
const PREVIEW_PIXELS: u64 = 640 * 360;
const QUALITY: u8 = 90;
const PREVIEW_QUALITY: u8 = 80;
/// A file of this size needs no preview of the same size.
const SMALL_BYTES: usize = 100 * 1024;
const TOO_LARGE: &str = "This picture has too many pixels for this server. Make it smaller (up to 24 megapixels; photos \
     as JPEG up to 48) and try again";
const NO_PORTRAIT: &str = "A profile picture must be a JPEG, PNG, GIF or WebP file";

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
