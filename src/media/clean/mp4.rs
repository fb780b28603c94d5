//! MP4 and `QuickTime`: what says where, when and by what it was filmed becomes free space, and times become zero.
//! Tracks that are neither film nor sound go with all their samples: cameras write their places there.
//!
//! Spec: ISO 14496-12 §8; Apple's `QuickTime` File Format.

use super::boxes::{Found, first, inside};
use super::extents::blank_inside;
use super::mp4_tracks::{self, Track};
use super::{Clean, milliseconds};
use crate::media::bytes::{be32, be64, blank};
use crate::media::kind::Kind;
use crate::media::turn::Turn;

pub(super) fn clean(kind: Kind, mut bytes: Vec<u8>) -> Option<Clean> {
    let top = inside(&bytes, 0, bytes.len())?;
    let film = first(&top, b"moov")?;
    let data: Vec<Found> = top.iter().filter(|it| &it.kind == b"mdat").copied().collect();
    let is_cut = top.iter().any(|it| &it.kind == b"moof");
    for other in top.iter().filter(|it| !KEPT.contains(&&it.kind)) {
        other.free(&mut bytes);
    }
    let parts = film.boxes(&bytes, 0)?;
    let head = first(&parts, b"mvhd")?;
    let duration_ms = take_times(&mut bytes, head);
    let (mut kept, mut hidden) = (Vec::new(), Vec::new());
    for part in &parts {
        match &part.kind {
            b"mvhd" | b"mvex" | b"iods" => {}
            b"trak" => match mp4_tracks::read(&mut bytes, *part)? {
                track if track.is_shown() => kept.push(track),
                // Its samples lie in fragments, where they are not looked for.
                _ if is_cut => return None,
                track => {
                    hidden.extend(track.samples(&bytes)?);
                    (hidden.len() <= MOST_HIDDEN).then_some(())?;
                    part.free(&mut bytes);
                }
            },
            _ => part.free(&mut bytes),
        }
    }
    blank_inside(&mut bytes, hidden, &data);
    for fragment in top.iter().filter(|it| &it.kind == b"moof") {
        mp4_tracks::free_words(&mut bytes, *fragment, 0)?;
    }
    let size = kept.iter().find_map(Track::size);
    let media_type =
        if size.is_some() || kind == Kind::M4a { kind } else { Kind::M4a }.media_type();
    (!kept.is_empty()).then_some(Clean {
        bytes,
        media_type,
        size,
        turn: Turn::Upright,
        duration_ms,
    })
}

/// Sets both times of an `mvhd`, `tkhd` or `mdhd` to zero. Answers the duration, where it stands as in `mvhd`.
pub(super) fn take_times(bytes: &mut [u8], head: Found) -> Option<i64> {
    let at = head.body + 4;
    if bytes.get(head.body) == Some(&1) {
        blank(bytes, at, 16.min(head.end.saturating_sub(at)));
        let duration = be64(bytes, at + 20).filter(|duration| *duration < u64::MAX)?;
        return milliseconds(duration, be32(bytes, at + 16)?.into()).filter(|ms| *ms > 0);
    }
    blank(bytes, at, 8.min(head.end.saturating_sub(at)));
    let duration = be32(bytes, at + 12).filter(|duration| *duration < u32::MAX)?;
    milliseconds(duration.into(), be32(bytes, at + 8)?.into()).filter(|ms| *ms > 0)
}

/// Of the whole file.
const KEPT: &[&[u8; 4]] = &[b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp"];
/// Chunks of all tracks that go.
const MOST_HIDDEN: usize = 500_000;
