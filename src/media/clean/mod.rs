//! Takes out of a file what tells more than it shows: places, times, devices, names. Pure.
//!
//! What is kept is on a list; all else goes. The picture or sound itself is not touched. What else is learnt on
//! the way (size, duration) comes along. Not for making anything smaller: see [`super::picture`].

mod avif;
mod avif_items;
mod boxes;
mod ebml;
mod extents;
mod flac;
mod gif;
pub(super) mod jpeg;
mod mp3;
mod mp4;
mod mp4_tracks;
mod ogg;
mod png;
mod png_profile;
mod profile;
mod samples;
mod wav;
mod webm;
mod webp;

use super::kind::Kind;
use super::turn::Turn;
use crate::error::{Error, Result};

/// A file without metadata.
#[derive(Debug)]
pub struct Clean {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its type.
    pub media_type: &'static str,
    /// Width and height as stored, in pixels.
    pub size: Option<(u32, u32)>,
    /// How it must be turned; a picture that can say so by itself still says so.
    pub turn: Turn,
    /// Length of films and sounds, in milliseconds.
    pub duration_ms: Option<i64>,
}

/// Takes the metadata out of `bytes`, which are of this kind.
///
/// # Errors
/// A sentence for the person who sent them, if they are not what they begin as.
pub fn clean(kind: Kind, bytes: Vec<u8>) -> Result<Clean> {
    let cleaned = match kind {
        Kind::Jpeg => jpeg::clean(&bytes),
        Kind::Png => png::clean(&bytes),
        Kind::Gif => gif::clean(&bytes),
        Kind::Webp => webp::clean(&bytes),
        Kind::Avif => avif::clean(bytes),
        Kind::Mp4 | Kind::Mov | Kind::M4a => mp4::clean(kind, bytes),
        Kind::Webm => webm::clean(bytes),
        Kind::Mp3 => mp3::clean(&bytes),
        Kind::Ogg => ogg::clean(bytes),
        Kind::Flac => flac::clean(&bytes),
        Kind::Wav => wav::clean(&bytes),
    };
    cleaned.ok_or_else(|| Error::invalid(BROKEN))
}

impl Clean {
    /// A still or moving picture that stands upright.
    fn picture(kind: Kind, bytes: Vec<u8>, size: (u32, u32)) -> Self {
        Self {
            bytes,
            media_type: kind.media_type(),
            size: Some(size),
            turn: Turn::Upright,
            duration_ms: None,
        }
    }

    /// A sound.
    fn sound(kind: Kind, bytes: Vec<u8>, duration_ms: Option<i64>) -> Self {
        Self { bytes, media_type: kind.media_type(), size: None, turn: Turn::Upright, duration_ms }
    }
}

/// `count` of `per_second` in milliseconds.
fn milliseconds(count: u64, per_second: u64) -> Option<i64> {
    let ms = u128::from(count).checked_mul(1000)?.checked_div(u128::from(per_second))?;
    i64::try_from(ms).ok()
}

/// What is said of a file that does not follow its own format.
pub(super) const BROKEN: &str = "This file is damaged, or of a kind that this server does not know. Try to save it again as JPEG, PNG or MP4";

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

#[cfg(test)]
mod attack_tests;

#[cfg(test)]
mod profile_tests;

#[cfg(test)]
mod remains_tests;

#[cfg(test)]
mod samples_tests;
