//! Profiles of colours without the one thing in them that tells whose screen it was: Apple's tag `mmod` has the
//! serial number of a monitor.
//!
//! Spec: ICC.1:2010 §7.2 and §7.3.

use crate::media::bytes::{be32, blank, put, size, slice};

/// Takes the tag out where it lies; nothing moves but the list of tags. Answers whether it was there; `None` if
/// the list cannot be read, so that nobody knows.
pub(super) fn take_serial(profile: &mut [u8]) -> Option<bool> {
    let count = size(be32(profile, HEAD)?);
    let end = LIST + ENTRY * Some(count).filter(|count| *count <= MOST)?;
    let list = profile.get(LIST..end)?.to_vec();
    let (serials, others): (Vec<_>, Vec<_>) =
        list.chunks_exact(ENTRY).partition(|entry| entry.starts_with(b"mmod"));
    for entry in &serials {
        let (from, length) = (size(be32(entry, 4)?), size(be32(entry, 8)?));
        slice(profile, from, length)?;
        blank(profile, from, length);
    }
    if serials.is_empty() {
        return Some(false);
    }
    // Where a serial number lies inside the list, it is written anew all the same.
    put(profile, HEAD, &u32::try_from(others.len()).ok()?.to_be_bytes());
    blank(profile, LIST, list.len());
    put(profile, LIST, &others.concat());
    // A checksum would be as good as the number.
    blank(profile, CHECKSUM, 16);
    Some(true)
}

/// Where the number of tags stands, at the end of the head.
const HEAD: usize = 128;
const LIST: usize = HEAD + 4;
/// Name, place and length.
const ENTRY: usize = 12;
const CHECKSUM: usize = 84;
/// Profiles have up to some dozens of tags.
const MOST: usize = 200;
