//! One track of a film: what it is, how large it is shown, and where its samples lie.

use super::boxes::{Found, first};
use super::extents::Extent;
use super::mp4::take_times;
use super::samples;
use crate::media::bytes::{be32, blank, slice};

/// A track that was looked through.
pub(super) struct Track {
    handler: [u8; 4],
    size: (u32, u32),
    media: Found,
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

    /// Where its samples lie; `None` if that cannot be told.
    pub(super) fn samples(&self, bytes: &[u8]) -> Option<Vec<Extent>> {
        samples::extents(bytes, &self.table(bytes)?)
    }

    /// Blanks who made the program that wrote it, and the name of that program.
    fn blank_makers(&self, bytes: &mut [u8]) -> Option<()> {
        let entries = first(&self.table(bytes)?, b"stsd")?.boxes(bytes, 8)?;
        for entry in entries {
            // Reserved, but for QuickTime.
            blank(bytes, entry.body + 12, 4.min(entry.end.saturating_sub(entry.body + 12)));
            let name = entry.body + 42;
            if &self.handler == b"vide" {
                blank(bytes, name, 32.min(entry.end.saturating_sub(name)));
            }
        }
        Some(())
    }

    fn table(&self, bytes: &[u8]) -> Option<Vec<Found>> {
        let inner = self.media.boxes(bytes, 0)?;
        let information = first(&inner, b"minf")?.boxes(bytes, 0)?;
        first(&information, b"stbl")?.boxes(bytes, 0)
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
    handler.blank_name(bytes);
    // QuickTime names what reads the data as well.
    let information = first(&inner, b"minf").and_then(|it| it.boxes(bytes, 0));
    if let Some(reader) = information.and_then(|it| first(&it, b"hdlr")) {
        reader.blank_name(bytes);
    }
    let track = Track { handler: kind, size, media };
    if track.is_shown() {
        track.blank_makers(bytes)?;
    }
    Some(track)
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
