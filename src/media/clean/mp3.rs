//! MP3: its frames stay; what stands before, after and between them goes.
//!
//! Spec: ISO 11172-3 §2.4; id3.org.

use super::{Clean, milliseconds};
use crate::media::bytes::{be32, says, slice};
use crate::media::kind::Kind;

pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut kept = Vec::with_capacity(bytes.len());
    let (mut at, mut frames, mut rate) = (tag(bytes).unwrap_or(0), 0_u64, 0);
    while at < bytes.len() {
        let Some(frame) = be32(bytes, at).and_then(Frame::read) else {
            at += 1;
            continue;
        };
        // By chance a word of a text can look like a frame; then no frame follows it.
        let Some(whole) = slice(bytes, at, frame.length) else { break };
        let next = at + frame.length;
        let follows =
            be32(bytes, next).is_none_or(|it| Frame::read(it).is_some()) || ends(bytes, next);
        at = if follows { next } else { at + 1 };
        if follows {
            kept.extend_from_slice(whole);
            frames += frame.samples;
            rate = frame.rate;
        }
    }
    (frames > 0).then(|| Clean::sound(Kind::Mp3, kept, milliseconds(frames, rate)))
}

/// Length of the tag at the beginning.
fn tag(bytes: &[u8]) -> Option<usize> {
    says(bytes, 0, b"ID3").then_some(())?;
    let digits = slice(bytes, 6, 4)?;
    Some(10 + digits.iter().fold(0, |sum, digit| sum << 7 | usize::from(digit & 0x7f)))
}

fn ends(bytes: &[u8], at: usize) -> bool {
    [&b"TAG"[..], b"APETAGEX", b"LYRICSBEGIN"].iter().any(|word| says(bytes, at, word))
}

struct Frame {
    length: usize,
    samples: u64,
    rate: u64,
}

impl Frame {
    fn read(head: u32) -> Option<Self> {
        let bits =
            |shift: u32, count: u32| usize::try_from(head >> shift & ((1 << count) - 1)).ok();
        let (version, layer) = (bits(19, 2)?, bits(17, 2)?);
        if bits(21, 11)? != 0x7ff || layer != 1 || version == 1 {
            return None;
        }
        let is_first = version == 3;
        let kilobits = *if is_first { RATES_1 } else { RATES_2 }.get(bits(12, 4)?)?;
        let halved = [2, 0, 1, 0].get(version)?;
        let rate = [44_100_usize, 48_000, 32_000].get(bits(10, 2)?)? >> halved;
        let samples = if is_first { 1152 } else { 576 };
        let length = samples / 8 * kilobits * 1000 / rate + bits(9, 1)?;
        (kilobits > 0).then_some(Self { length, samples: samples as u64, rate: rate as u64 })
    }
}

const RATES_1: &[usize] = &[0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2: &[usize] = &[0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
