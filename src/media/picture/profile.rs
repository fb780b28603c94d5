//! What the colours of a picture mean, where that can be said of one that is drawn from it. Pure.
//!
//! Spec: ICC.1:2010 §7.2.6.

use std::io::Cursor;

use image_webp::WebPDecoder;
use png::Limits;

use crate::media::bytes::says;
use crate::media::clean::jpeg;
use crate::media::kind::Kind;

/// Its profile. None if it speaks of grey or inks: what we draw is red, green and blue.
pub(super) fn of(kind: Kind, bytes: &[u8]) -> Vec<u8> {
    let profile = match kind {
        Kind::Jpeg => jpeg::head(bytes).filter(|head| head.components == 3).map(|it| it.profile),
        Kind::Png => png(bytes),
        Kind::Webp => webp(bytes),
        _ => None,
    };
    let fits = |profile: &Vec<u8>| says(profile, 16, b"RGB ") && profile.len() <= MOST;
    profile.filter(fits).unwrap_or_default()
}

/// The same if it is worth its bytes in a small picture.
pub(super) fn small(kind: Kind, bytes: &[u8]) -> Vec<u8> {
    if_small(of(kind, bytes))
}

/// It, or nothing.
pub(super) fn if_small(profile: Vec<u8>) -> Vec<u8> {
    if profile.len() < SMALL { profile } else { Vec::new() }
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let limits = Limits { bytes: PNG_ROOM };
    let reader = png::Decoder::new_with_limits(Cursor::new(bytes), limits).read_info().ok()?;
    reader.info().icc_profile.as_deref().map(<[u8]>::to_vec)
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).ok()?;
    decoder.set_memory_limit(MOST);
    decoder.icc_profile().ok()?
}

/// Profiles of cameras and phones have some hundreds of bytes, those of printers far more.
const MOST: usize = 64 * 1024;
/// That of the colours of a phone has 548, the most usual one 3144.
const SMALL: usize = 4 * 1024;
/// Room for the profile, and for a line of pixels.
const PNG_ROOM: usize = 1 << 20;
