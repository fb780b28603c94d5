//! PNG, by its chunks: what is needed to draw it stays, also where it moves.
//!
//! Spec: PNG (third edition) §5 and §11.

use super::{Clean, png_profile};
use crate::media::bytes::{be32, says, size, slice};
use crate::media::kind::Kind;
use crate::media::turn::Turn;

pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let chunks = chunks(bytes)?;
    let turn = chunks.iter().find(|whole| name(whole) == b"eXIf");
    let turn = turn.and_then(|whole| whole.get(8..)).map(Turn::of_exif).unwrap_or_default();
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(bytes.get(..SIGNATURE)?);
    for whole in chunks.iter().filter(|whole| KEPT.contains(&name(whole))) {
        match name(whole) {
            b"iCCP" => kept.extend(png_profile::clean(whole).unwrap_or_default()),
            _ => kept.extend_from_slice(whole),
        }
        // Before the picture, as programs that draw while they read want it.
        if name(whole) == b"IHDR" && turn != Turn::Upright {
            kept.extend(chunk(*b"eXIf", &turn.to_exif()));
        }
    }
    let head = chunks.first().filter(|whole| name(whole) == b"IHDR")?;
    let picture = Clean::picture(Kind::Png, kept, (be32(head, 8)?, be32(head, 12)?));
    Some(Clean { turn, ..picture })
}

/// All chunks up to the end of the picture; nothing if that does not come.
fn chunks(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut found, mut at) = (Vec::new(), SIGNATURE);
    loop {
        let whole = slice(bytes, at, size(be32(bytes, at)?).checked_add(12)?)?;
        at += whole.len();
        found.push(whole);
        if says(whole, 4, b"IEND") {
            return Some(found);
        }
    }
}

fn name(whole: &[u8]) -> &[u8] {
    whole.get(4..8).unwrap_or_default()
}

pub(super) fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(body.len()).unwrap_or(0).to_be_bytes().to_vec();
    chunk.extend_from_slice(&name);
    chunk.extend_from_slice(body);
    let sum = crc32(chunk.get(4..).unwrap_or_default());
    chunk.extend_from_slice(&sum.to_be_bytes());
    chunk
}

/// PNG annex D, for the few bytes that we write ourselves.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
        }
    }
    !sum
}

const SIGNATURE: usize = 8;
/// Drawing, colours, movement.
const KEPT: &[&[u8]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
];
