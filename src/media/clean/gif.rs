//! GIF, by its blocks: pictures, their timing and how often they repeat stay.
//!
//! Spec: `GIF89a` §§17 to 27.

use super::Clean;
use crate::media::bytes::{le16, says, slice};
use crate::media::kind::Kind;

pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let width = le16(bytes, 6)?;
    let height = le16(bytes, 8)?;
    let mut at = 13 + table(*bytes.get(10)?);
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(bytes.get(..at)?);
    loop {
        let (length, stays) = match bytes.get(at) {
            Some(0x21) => extension(bytes.get(at..)?)?,
            Some(0x2c) => (picture(bytes.get(at..)?)?, true),
            // Some programs forget the end.
            Some(0x3b) | None => break,
            Some(_) => return None,
        };
        let block = slice(bytes, at, length)?;
        if stays {
            kept.extend_from_slice(block);
        }
        at += length;
    }
    kept.push(0x3b);
    Some(Clean::picture(Kind::Gif, kept, (width.into(), height.into())))
}

/// Its length, and whether it stays.
fn extension(bytes: &[u8]) -> Option<(usize, bool)> {
    let stays = match bytes.get(1)? {
        0xf9 => true,
        0xff => says(bytes, 3, b"NETSCAPE2.0") || says(bytes, 3, b"ANIMEXTS1.0"),
        _ => false,
    };
    Some((blocks(bytes, 2)?, stays))
}

fn picture(bytes: &[u8]) -> Option<usize> {
    // The descriptor, its colours, then one byte before the blocks.
    blocks(bytes, 10 + table(*bytes.get(9)?) + 1)
}

/// Bytes of the table of colours that these flags announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Where the blocks that begin at `at` end.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
