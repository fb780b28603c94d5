//! FLAC: the head and the table of places stay, then the sound.
//!
//! Spec: RFC 9639 §8.

use super::{Clean, milliseconds};
use crate::media::bytes::{be32, be64, slice};
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
    kept.extend_from_slice(bytes.get(at..)?);
    let has_head = kept.get(4).is_some_and(|first| u32::from(first & 0x7f) == STREAM_INFO);
    has_head.then(|| Clean::sound(Kind::Flac, kept, duration_ms.filter(|ms| *ms > 0)))
}

const STREAM_INFO: u32 = 0;
const SEEK_TABLE: u32 = 3;
