//! Waves: the format and the sound stay.
//!
//! Spec: Multimedia Programming Interface and Data Specifications 1.0 (RIFF).

use super::{Clean, milliseconds};
use crate::media::bytes::{le32, size, slice};
use crate::media::kind::Kind;

pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut kept = b"RIFF\0\0\0\0WAVE".to_vec();
    let (mut at, mut per_second, mut duration_ms) = (kept.len(), 0, None);
    while let Some(name) = slice(bytes, at, 4) {
        let length = size(le32(bytes, at + 4)?);
        let rest = bytes.get(at + 8..)?;
        // A recording that broke off says more than there is.
        let body = rest.get(..length.min(rest.len()))?;
        match name {
            b"fmt " => per_second = le32(body, 8)?,
            b"data" => duration_ms = milliseconds(body.len() as u64, per_second.into()),
            _ => {}
        }
        if matches!(name, b"fmt " | b"fact" | b"data") {
            kept.extend_from_slice(name);
            kept.extend_from_slice(&u32::try_from(body.len()).ok()?.to_le_bytes());
            kept.extend_from_slice(body);
            kept.resize(kept.len().next_multiple_of(2), 0);
        }
        at = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
    }
    let length = u32::try_from(kept.len() - 8).ok()?.to_le_bytes();
    kept.get_mut(4..8)?.copy_from_slice(&length);
    duration_ms.map(|ms| Clean::sound(Kind::Wav, kept, Some(ms)))
}
