//! FLAC: the head and the table of places stay, then the sound. Tags of other formats may follow it.
//!
//! Spec: RFC 9639 §8; id3.org for what stands last, wiki.hydrogenaudio.org (APE tags) for what stands before that.

use super::{Clean, milliseconds};
use crate::media::bytes::{be32, be64, le32, says, size, slice};
use crate::media::kind::Kind;

pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut kept = b"fLaC".to_vec();
    let (mut at, mut last, mut duration_ms) = (kept.len(), kept.len(), None);
    loop {
        let head = be32(bytes, at)?;
        let whole = slice(bytes, at, usize::try_from(head & 0xff_ffff).ok()? + 4)?;
        let kind = head >> 24 & 0x7f;
        if kind == STREAM_INFO {
            let numbers = be64(whole, 14)?;
            duration_ms = milliseconds(numbers & 0xf_ffff_ffff, numbers >> 44);
        }
        if matches!(kind, STREAM_INFO | SEEK_TABLE) {
            last = kept.len();
            kept.extend_from_slice(whole);
            *kept.get_mut(last)? &= 0x7f;
        }
        at += whole.len();
        if head >> 31 == 1 {
            break;
        }
    }
    *kept.get_mut(last)? |= 0x80;
    kept.extend_from_slice(without_tags(bytes.get(at..)?)?);
    let has_head = kept.get(4).is_some_and(|first| u32::from(first & 0x7f) == STREAM_INFO);
    has_head.then(|| Clean::sound(Kind::Flac, kept, duration_ms.filter(|ms| *ms > 0)))
}

/// The sound alone. `None` if the end of a tag says what cannot be.
fn without_tags(mut sound: &[u8]) -> Option<&[u8]> {
    loop {
        let length = sound.len();
        let at = |back: usize| length.checked_sub(back);
        let says = |back, word| at(back).is_some_and(|at| says(sound, at, word));
        let rest = if says(ID3V1, b"TAG") {
            at(ID3V1)?
        } else if says(APE_PART, APE) {
            // The size counts the end of the tag, and not its head, which need not be there.
            let tag = size(le32(sound, at(APE_PART)? + 12)?).max(APE_PART);
            if says(tag.checked_add(APE_PART)?, APE) { at(tag + APE_PART)? } else { at(tag)? }
        } else {
            return Some(sound);
        };
        sound = sound.get(..rest)?;
    }
}

const ID3V1: usize = 128;
const APE: &[u8] = b"APETAGEX";
/// Head or end of a tag.
const APE_PART: usize = 32;
const STREAM_INFO: u32 = 0;
const SEEK_TABLE: u32 = 3;
