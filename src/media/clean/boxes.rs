//! Boxes of the ISO base media format, as MP4, `QuickTime` and AVIF use it. Nothing is moved: offsets stay right.
//!
//! Spec: ISO 14496-12 §4.2.

use crate::media::bytes::{be32, be64, blank, put, size, slice};

/// Where a box lies in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) kind: [u8; 4],
    at: usize,
    /// Where its body begins.
    pub(super) body: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// All boxes from `at` to `end`; `None` if they do not fill it, or are more than any camera makes.
pub(super) fn inside(bytes: &[u8], mut at: usize, end: usize) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    // QuickTime ends some lists with four zeros.
    while end.checked_sub(at)? >= 8 {
        let kind = *slice(bytes, at + 4, 4)?.first_chunk()?;
        let (body, length) = match be32(bytes, at)? {
            0 => (at + 8, end - at),
            1 => (at + 16, usize::try_from(be64(bytes, at + 8)?).ok()?),
            length => (at + 8, size(length)),
        };
        let next = at.checked_add(length)?;
        if next > end || next < body || found.len() >= MOST {
            return None;
        }
        found.push(Found { kind, at, body, end: next });
        at = next;
    }
    Some(found)
}

/// The first box of this kind.
pub(super) fn first(boxes: &[Found], kind: &[u8; 4]) -> Option<Found> {
    boxes.iter().find(|found| &found.kind == kind).copied()
}

impl Found {
    /// The boxes in it, after `skip` bytes of its own.
    pub(super) fn boxes(&self, bytes: &[u8], skip: usize) -> Option<Vec<Self>> {
        inside(bytes, self.body.checked_add(skip)?, self.end)
    }

    /// Makes it free space of the same length.
    pub(super) fn free(&self, bytes: &mut [u8]) {
        put(bytes, self.at + 4, b"free");
        blank(bytes, self.body, self.end - self.body);
    }

    /// Of an `hdlr`: after three numbers, reserved but for `QuickTime`, comes a name for people.
    pub(super) fn blank_name(&self, bytes: &mut [u8]) {
        let maker = self.body + 12;
        blank(bytes, maker, self.end.saturating_sub(maker));
    }
}

/// Of one list.
const MOST: usize = 20_000;
