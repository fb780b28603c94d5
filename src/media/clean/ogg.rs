//! Ogg with Vorbis or Opus: the comments become one empty word of the same length, so that no page moves.
//!
//! Spec: RFC 3533 §6; Vorbis I §5; RFC 7845 §5.2.

use super::{Clean, milliseconds};
use crate::media::bytes::{be32, blank, le32, le64, put, says, slice};
use crate::media::kind::Kind;

pub(super) fn clean(mut bytes: Vec<u8>) -> Option<Clean> {
    let pages = pages(&bytes)?;
    let first = pages.first()?;
    let (codec, per_second) = codec(&bytes, first.body)?;
    let serial = first.serial;
    // One stream: of several, each would have comments.
    pages.iter().all(|page| page.serial == serial).then_some(())?;
    let comments = comments(&bytes, &pages)?;
    let mut text: Vec<u8> =
        comments.iter().flat_map(|at| bytes.get(at.0..at.1).unwrap_or_default()).copied().collect();
    empty(codec, &mut text)?;
    let mut written = text.as_slice();
    for (from, to) in comments {
        let (part, rest) = written.split_at_checked(to - from)?;
        put(&mut bytes, from, part);
        written = rest;
    }
    for page in pages.iter().take(COMMENT_PAGES) {
        blank(&mut bytes, page.at + 22, 4);
        let sum = crc(bytes.get(page.at..page.end)?);
        put(&mut bytes, page.at + 22, &sum.to_le_bytes());
    }
    bytes.truncate(pages.last()?.end);
    let last = pages.iter().rev().map(|page| page.position).find(|it| *it < u64::MAX);
    let duration_ms = last.and_then(|last| milliseconds(last, per_second));
    Some(Clean::sound(Kind::Ogg, bytes, duration_ms.filter(|ms| *ms > 0)))
}

struct Page {
    at: usize,
    body: usize,
    end: usize,
    serial: u32,
    /// Samples up to its end.
    position: u64,
    /// Lengths of the parts of packets in it.
    laces: Vec<u8>,
}

fn pages(bytes: &[u8]) -> Option<Vec<Page>> {
    let (mut pages, mut at) = (Vec::new(), 0);
    while says(bytes, at, b"OggS") {
        let count = usize::from(*bytes.get(at + 26)?);
        let laces = slice(bytes, at + 27, count)?;
        let body = at + 27 + count;
        let end = body + laces.iter().map(|lace| usize::from(*lace)).sum::<usize>();
        // A recording may break off anywhere.
        if end > bytes.len() {
            break;
        }
        let keep_laces = pages.len() < COMMENT_PAGES;
        pages.push(Page {
            at,
            body,
            end,
            serial: le32(bytes, at + 14)?,
            position: le64(bytes, at + 6)?,
            laces: if keep_laces { laces.to_vec() } else { Vec::new() },
        });
        at = end;
    }
    Some(pages)
}

#[derive(Clone, Copy)]
enum Codec {
    Vorbis,
    Opus,
}

/// What it is, and how many samples a second has.
fn codec(bytes: &[u8], at: usize) -> Option<(Codec, u64)> {
    if says(bytes, at, b"\x01vorbis") {
        return Some((Codec::Vorbis, le32(bytes, at + 12)?.into()));
    }
    says(bytes, at, b"OpusHead").then_some((Codec::Opus, 48_000))
}

/// Where the second packet lies: a piece on each page.
fn comments(bytes: &[u8], pages: &[Page]) -> Option<Vec<(usize, usize)>> {
    let (mut packet, mut pieces) = (0, Vec::new());
    for page in pages.iter().take(COMMENT_PAGES) {
        let mut at = page.body;
        for lace in &page.laces {
            let end = at + usize::from(*lace);
            if packet == 1 {
                pieces.push((at, end));
            }
            at = end;
            packet += usize::from(*lace < 255);
            if packet > 1 {
                return bytes.get(at..).map(|_| pieces);
            }
        }
    }
    None
}

/// Writes the head of the packet anew: its only word is as long as all that was there, and blank.
fn empty(codec: Codec, packet: &mut [u8]) -> Option<()> {
    let (mark, tail): (&[u8], &[u8]) = match codec {
        Codec::Vorbis => (b"\x03vorbis", b"\x01"),
        Codec::Opus => (b"OpusTags", b""),
    };
    packet.starts_with(mark).then_some(())?;
    let word = packet.len().checked_sub(mark.len() + 8 + tail.len())?;
    let (_, rest) = packet.split_at_mut_checked(mark.len())?;
    rest.fill(b' ');
    put(rest, 0, &u32::try_from(word).ok()?.to_le_bytes());
    put(rest, 4 + word, &[0; 4]);
    put(rest, 8 + word, tail);
    be32(packet, 0).map(|_| ())
}

/// RFC 3533 §6: polynomial 0x04c11db7, not reflected.
fn crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |mut sum: u32, byte| {
        sum ^= u32::from(*byte) << 24;
        for _ in 0..8 {
            sum = if sum >> 31 == 1 { sum << 1 ^ 0x04c1_1db7 } else { sum << 1 };
        }
        sum
    })
}

/// Comments with a picture of the cover may fill many pages.
const COMMENT_PAGES: usize = 512;
