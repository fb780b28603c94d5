//! JPEG, by its segments: tables and picture stay, comments and what applications wrote go. Whatever follows the
//! picture (a second one, a film) goes as well.
//!
//! Spec: ITU-T T.81 annex B; for the profile of colours ICC.1:2010 annex B.4.

use super::Clean;
use super::profile::take_serial;
use crate::media::bytes::{be16, says, slice};
use crate::media::kind::Kind;
use crate::media::turn::Turn;

/// What stands before the picture itself.
#[derive(Debug, Default)]
pub(in crate::media) struct Head {
    /// As stored, in pixels.
    pub(in crate::media) width: u32,
    /// As stored, in pixels.
    pub(in crate::media) height: u32,
    /// All coefficients are needed before the first pixel.
    pub(in crate::media) is_progressive: bool,
    /// How many samples a pixel has, in twelfths of one: 12 without colour, 18 for usual photos.
    pub(in crate::media) samples: u64,
    /// Grey, colour, or what printers use.
    pub(in crate::media) components: usize,
    /// How to see it upright.
    pub(in crate::media) turn: Turn,
    /// What its colours mean.
    pub(in crate::media) profile: Vec<u8>,
    /// How often it is drawn over.
    scans: u32,
}

/// One segment, or a stretch of picture.
enum Part<'a> {
    Segment { marker: u8, whole: &'a [u8], body: &'a [u8] },
    Picture(&'a [u8]),
    End,
}

/// The head of a whole file.
pub(in crate::media) fn head(bytes: &[u8]) -> Option<Head> {
    walk(bytes, |_| {})
}

pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(SOI);
    let head = walk(bytes, |part| keep(part, &mut kept))?;
    let picture = Clean::picture(Kind::Jpeg, kept, (head.width, head.height));
    Some(Clean { turn: head.turn, ..picture })
}

fn keep(part: &Part<'_>, kept: &mut Vec<u8>) {
    match part {
        Part::Segment { marker: APP0, body, .. } if says(body, 0, b"JFIF\0") => {
            // Without the small picture that may be inside.
            let Some(body) = body.get(..12) else { return };
            kept.extend_from_slice(&[0xff, APP0, 0, 16]);
            kept.extend_from_slice(body);
            kept.extend_from_slice(&[0, 0]);
        }
        Part::Segment { marker: APP14, body, .. } if says(body, 0, b"Adobe") => {
            let Some(body) = body.get(..12) else { return };
            kept.extend_from_slice(&[0xff, APP14, 0, 14]);
            kept.extend_from_slice(body);
        }
        Part::Segment { marker: APP2, body, whole } if says(body, 0, PROFILE) => {
            keep_profile(whole, kept);
        }
        Part::Segment { marker, whole, .. } if KEPT.contains(marker) => {
            kept.extend_from_slice(whole);
        }
        Part::Segment { .. } => {}
        Part::Picture(data) => kept.extend_from_slice(data),
        Part::End => kept.extend_from_slice(EOI),
    }
}

/// A profile, or a piece of one: its list of tags is in the first.
fn keep_profile(whole: &[u8], kept: &mut Vec<u8>) {
    let mut whole = whole.to_vec();
    let number = 4 + PROFILE.len();
    let is_first = whole.get(number).is_some_and(|number| *number < 2);
    if !is_first || whole.get_mut(number + 2..).and_then(take_serial).is_some() {
        kept.extend(whole);
    }
}

/// Shows every part up to the end of the picture. A file that stops early is ended where it stops.
fn walk(bytes: &[u8], mut show: impl FnMut(&Part<'_>)) -> Option<Head> {
    let mut head = Head::default();
    let mut at = SOI.len();
    if !says(bytes, 0, SOI) {
        return None;
    }
    loop {
        // Between segments there may be any number of 0xff.
        let marker = loop {
            match bytes.get(at..at + 2) {
                Some([0xff, 0xff]) => at += 1,
                Some([0xff, marker]) => break *marker,
                _ => return end(head, show),
            }
        };
        if marker == 0xd9 {
            return end(head, show);
        }
        let length = usize::from(be16(bytes, at + 2)?);
        let whole = slice(bytes, at, length + 2)?;
        let body = whole.get(4..)?;
        head.read(marker, body)?;
        show(&Part::Segment { marker, whole, body });
        at += whole.len();
        if marker == SOS {
            let data = entropy(bytes.get(at..)?);
            show(&Part::Picture(data));
            at += data.len();
        }
    }
}

fn end(head: Head, mut show: impl FnMut(&Part<'_>)) -> Option<Head> {
    show(&Part::End);
    (head.width > 0 && head.height > 0).then_some(head)
}

/// The stretch before the next marker; a zero after 0xff, and restarts, belong to the picture.
fn entropy(bytes: &[u8]) -> &[u8] {
    let is_marker = |pair: &[u8]| matches!(pair, [0xff, 0x01..=0xcf | 0xd8..=0xfe]);
    let end = bytes.windows(2).position(is_marker);
    end.and_then(|end| bytes.get(..end)).unwrap_or(bytes)
}

impl Head {
    fn read(&mut self, marker: u8, body: &[u8]) -> Option<()> {
        match marker {
            // Two pictures in one file: their sizes would not be those that are looked at.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) && self.width > 0 => None,
            0xc0..=0xc2 => self.read_frame(marker == 0xc2, body),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => None,
            SOS => {
                self.scans += 1;
                (self.scans <= MOST_SCANS).then_some(())
            }
            APP1 if says(body, 0, b"Exif\0\0") => {
                self.turn = Turn::of_exif(body.get(6..)?);
                Some(())
            }
            APP2 if says(body, 0, PROFILE) => {
                self.profile.extend_from_slice(body.get(PROFILE.len() + 2..)?);
                Some(())
            }
            _ => Some(()),
        }
    }

    /// T.81 §B.2.2.
    fn read_frame(&mut self, is_progressive: bool, body: &[u8]) -> Option<()> {
        self.is_progressive = is_progressive;
        self.height = be16(body, 1)?.into();
        self.width = be16(body, 3)?.into();
        self.components = usize::from(*body.get(5)?);
        let factors = body.get(6..)?.chunks_exact(3).take(self.components);
        let factors: Vec<(u64, u64)> = factors
            .filter_map(|it| it.get(1))
            .map(|it| ((it >> 4).into(), (it & 15).into()))
            .collect();
        if !matches!(self.components, 1 | 3 | 4) || factors.len() < self.components {
            return None;
        }
        let widest = factors.iter().map(|it| it.0).max()?;
        let highest = factors.iter().map(|it| it.1).max()?;
        let samples = factors.iter().map(|(across, down)| across * down * 12).sum::<u64>();
        self.samples = samples.checked_div(widest * highest)?;
        Some(())
    }
}

/// Each may take as long as the whole picture, and some bytes make one. Cameras and programs make up to twelve.
const MOST_SCANS: u32 = 100;
const SOI: &[u8] = b"\xff\xd8";
const EOI: &[u8] = b"\xff\xd9";
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
/// Frames that can be read here, the tables for them, scans and restarts.
const KEPT: &[u8] = &[0xc0, 0xc1, 0xc2, 0xc4, 0xdb, SOS, 0xdd];
const PROFILE: &[u8] = b"ICC_PROFILE\0";
