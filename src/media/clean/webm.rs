//! `WebM`: tags, attachments, titles and dates become voids; the names of programs become empty.
//!
//! Spec: RFC 9559 (Matroska) §5.1.

use super::Clean;
use super::ebml::{Element, element};
use crate::media::kind::Kind;
use crate::media::turn::Turn;

pub(super) fn clean(mut bytes: Vec<u8>) -> Option<Clean> {
    let head = element(&bytes, 0, bytes.len())?;
    let types = bytes.get(head.body..head.end?)?;
    types.windows(4).any(|word| word == b"webm").then_some(())?;
    let segment = element(&bytes, head.end?, bytes.len())?;
    (segment.id == SEGMENT).then_some(())?;
    let end = segment.end.unwrap_or(bytes.len());
    // What follows the film is not part of it.
    bytes.truncate(end);
    let mut film = Film { scale: 1_000_000, ..Film::default() };
    film.walk(&mut bytes, segment.body, end)?;
    film.has_tracks.then_some(())?;
    let media_type = if film.size.is_some() { Kind::Webm.media_type() } else { "audio/webm" };
    let duration_ms = film.duration_ms();
    Some(Clean { bytes, media_type, size: film.size, turn: Turn::Upright, duration_ms })
}

#[derive(Default)]
struct Film {
    /// Nanoseconds of a tick.
    scale: u64,
    ticks: Option<f64>,
    size: Option<(u32, u32)>,
    has_tracks: bool,
}

impl Film {
    /// The elements of a segment. One whose end nobody knows ends where the next of its rank begins, so that
    /// what is in it is walked through as if it lay beside it.
    fn walk(&mut self, bytes: &mut [u8], mut at: usize, end: usize) -> Option<()> {
        while at < end {
            // A recording may break off anywhere.
            let Some(found) = element(bytes, at, end) else { return self.end_at(bytes, at) };
            match found.id {
                INFO => self.read_info(bytes, found)?,
                TRACKS => self.read_tracks(bytes, found)?,
                CLUSTER | CUES | SEEK_HEAD => {}
                // Only inside a cluster without an end.
                TIMECODE | SIMPLE_BLOCK | BLOCK_GROUP | POSITION | PREVIOUS => {}
                // Sums as well, which would not be right any more.
                _ => found.void(bytes),
            }
            at = found.end.unwrap_or(found.body);
        }
        Some(())
    }

    fn end_at(&self, bytes: &mut [u8], at: usize) -> Option<()> {
        self.has_tracks.then_some(())?;
        let rest = bytes.get_mut(at..)?;
        rest.fill(0);
        Some(())
    }

    fn read_info(&mut self, bytes: &mut [u8], info: Element) -> Option<()> {
        for found in inside(bytes, info)? {
            match found.id {
                SCALE => self.scale = found.number(bytes)?,
                DURATION => self.ticks = found.real(bytes),
                MUXER | WRITER => found.blank(bytes),
                _ => found.void(bytes),
            }
        }
        Some(())
    }

    fn read_tracks(&mut self, bytes: &mut [u8], tracks: Element) -> Option<()> {
        for track in inside(bytes, tracks)? {
            if track.id != TRACK {
                track.void(bytes);
                continue;
            }
            self.has_tracks = true;
            for found in inside(bytes, track)? {
                match found.id {
                    NAME | CODEC_NAME | VOID | CRC => found.void(bytes),
                    VIDEO => self.read_video(bytes, found)?,
                    _ => {}
                }
            }
        }
        Some(())
    }

    fn read_video(&mut self, bytes: &[u8], video: Element) -> Option<()> {
        let parts = inside(bytes, video)?;
        let side = |id| {
            let found = parts.iter().find(|it| it.id == id)?.number(bytes)?;
            u32::try_from(found).ok().filter(|side| *side > 0)
        };
        self.size = self.size.or(Some((side(WIDTH)?, side(HEIGHT)?)));
        Some(())
    }

    #[expect(clippy::cast_possible_truncation, reason = "checked to be less than a year")]
    fn duration_ms(&self) -> Option<i64> {
        let scale = u32::try_from(self.scale).ok()?;
        let ms = self.ticks? * f64::from(scale) / 1_000_000.0;
        (1.0..3e10).contains(&ms).then_some(ms as i64)
    }
}

fn inside(bytes: &[u8], parent: Element) -> Option<Vec<Element>> {
    let (mut at, end, mut found) = (parent.body, parent.end?, Vec::new());
    while at < end {
        let next = element(bytes, at, end)?;
        at = next.end?;
        found.push(next);
        (found.len() < MOST).then_some(())?;
    }
    Some(found)
}

const MOST: usize = 1000;
const VOID: u32 = 0xec;
const CRC: u32 = 0xbf;
const SEGMENT: u32 = 0x1853_8067;
const SEEK_HEAD: u32 = 0x114d_9b74;
const INFO: u32 = 0x1549_a966;
const TRACKS: u32 = 0x1654_ae6b;
const CLUSTER: u32 = 0x1f43_b675;
const CUES: u32 = 0x1c53_bb6b;
const SCALE: u32 = 0x2a_d7b1;
const DURATION: u32 = 0x4489;
const MUXER: u32 = 0x4d80;
const WRITER: u32 = 0x5741;
const TRACK: u32 = 0xae;
const CODEC_NAME: u32 = 0x25_8688;
const NAME: u32 = 0x536e;
const VIDEO: u32 = 0xe0;
const WIDTH: u32 = 0xb0;
const HEIGHT: u32 = 0xba;
const TIMECODE: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const POSITION: u32 = 0xa7;
const PREVIOUS: u32 = 0xab;
