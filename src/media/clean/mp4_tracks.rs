//! One track of a film: what it is, how large it is shown, and how to forget it.

use super::boxes::{Found, first};
use super::mp4::take_times;
use super::samples;
use crate::media::bytes::{be32, blank, slice};

/// A track that was looked through.
pub(super) struct Track {
    handler: [u8; 4],
    size: (u32, u32),
    extents: Vec<(usize, usize)>,
}

impl Track {
    /// Film or sound.
    pub(super) fn is_shown(&self) -> bool {
        matches!(&self.handler, b"vide" | b"soun")
    }

    /// Pixels, if it is a film.
    pub(super) fn size(&self) -> Option<(u32, u32)> {
        Some(self.size).filter(|size| &self.handler == b"vide" && size.0 > 0 && size.1 > 0)
    }

    /// Blanks its samples, as far as they lie in `data`.
    pub(super) fn forget(&self, bytes: &mut [u8], data: &[Found]) {
        for (from, to) in &self.extents {
            for part in data {
                let (from, to) = ((*from).max(part.body), (*to).min(part.end));
                blank(bytes, from, to.saturating_sub(from));
            }
        }
    }
}

/// Looks through a track and frees what tells more than the track shows.
pub(super) fn read(bytes: &mut [u8], whole: Found) -> Option<Track> {
    let parts = whole.boxes(bytes, 0)?;
    let head = first(&parts, b"tkhd")?;
    let size = shown(bytes, head)?;
    take_times(bytes, head);
    for part in parts.iter().filter(|it| !KEPT.contains(&&it.kind)) {
        part.free(bytes);
    }
    let media = first(&parts, b"mdia")?;
    free_words(bytes, media, 0)?;
    let inner = media.boxes(bytes, 0)?;
    if let Some(head) = first(&inner, b"mdhd") {
        take_times(bytes, head);
    }
    let handler = first(&inner, b"hdlr")?;
    let kind = *slice(bytes, handler.body + 8, 4)?.first_chunk()?;
    // After three reserved numbers comes a name for people.
    let name = handler.body + 24;
    blank(bytes, name, handler.end.saturating_sub(name));
    let extents = extents(bytes, &inner).unwrap_or_default();
    Some(Track { handler: kind, size, extents })
}

fn extents(bytes: &[u8], media: &[Found]) -> Option<Vec<(usize, usize)>> {
    let information = first(media, b"minf")?.boxes(bytes, 0)?;
    samples::extents(bytes, &first(&information, b"stbl")?.boxes(bytes, 0)?)
}

/// Frees words about the film wherever they hide in a container.
pub(super) fn free_words(bytes: &mut [u8], container: Found, depth: u8) -> Option<()> {
    for part in container.boxes(bytes, 0)? {
        match &part.kind {
            b"udta" | b"meta" | b"uuid" | b"free" | b"skip" => part.free(bytes),
            b"mdia" | b"minf" | b"stbl" | b"traf" if depth < 4 => {
                free_words(bytes, part, depth + 1)?
            }
            _ => {}
        }
    }
    Some(())
}

/// Width and height as seen: a matrix with an empty diagonal turns the film by a quarter (§8.3.2).
fn shown(bytes: &[u8], head: Found) -> Option<(u32, u32)> {
    let after_times = if bytes.get(head.body)? == &1 { 36 } else { 24 };
    let matrix = head.body + after_times + 16;
    let size = (be32(bytes, matrix + 36)? >> 16, be32(bytes, matrix + 40)? >> 16);
    let is_turned = be32(bytes, matrix)? == 0 && be32(bytes, matrix + 16)? == 0;
    Some(if is_turned { (size.1, size.0) } else { size })
}

const KEPT: &[&[u8; 4]] = &[b"tkhd", b"edts", b"mdia", b"tapt"];
