//! WebP, by its chunks. What the picture says of its own size must agree with what the file says: decoders make
//! room by the one and are asked for the other.
//!
//! Spec: RFC 9649 §2.

use super::Clean;
use super::profile::take_serial;
use crate::media::bytes::{le24, le32, says, size, slice};
use crate::media::kind::Kind;
use crate::media::turn::Turn;

pub(super) fn clean(bytes: &[u8]) -> Option<Clean> {
    let mut file = File::default();
    file.kept.extend_from_slice(b"RIFF\0\0\0\0WEBP");
    let mut at = file.kept.len();
    // Trailing bytes and a cut last chunk are not part of the file.
    while let Some((name, body)) = chunk(bytes, at) {
        file.read(name, body)?;
        at += 8 + body.len() + body.len() % 2;
    }
    let (width, height) = file.size?;
    if file.turn != Turn::Upright {
        write(&mut file.kept, *b"EXIF", &file.turn.to_exif());
    }
    file.note_flags();
    let length = u32::try_from(file.kept.len() - 8).ok()?.to_le_bytes();
    file.kept.get_mut(4..8)?.copy_from_slice(&length);
    file.has_picture.then_some(())?;
    Some(Clean { turn: file.turn, ..Clean::picture(Kind::Webp, file.kept, (width, height)) })
}

#[derive(Default)]
struct File {
    kept: Vec<u8>,
    size: Option<(u32, u32)>,
    turn: Turn,
    has_picture: bool,
    has_profile: bool,
}

impl File {
    fn read(&mut self, name: [u8; 4], body: &[u8]) -> Option<()> {
        match &name {
            b"VP8X" if self.size.is_none() => {
                self.size = Some((le24(body, 4)? + 1, le24(body, 7)? + 1));
                write(&mut self.kept, name, body);
            }
            b"VP8 " | b"VP8L" => {
                let size = of_picture(name, body)?;
                self.has_picture = true;
                (*self.size.get_or_insert(size) == size).then_some(())?;
                write(&mut self.kept, name, body);
            }
            b"ANMF" => {
                let frame = frame(body, self.size?)?;
                self.has_picture = true;
                write(&mut self.kept, name, &frame);
            }
            b"ICCP" => {
                let mut profile = body.to_vec();
                if take_serial(&mut profile).is_some() {
                    self.has_profile = true;
                    write(&mut self.kept, name, &profile);
                }
            }
            b"ANIM" | b"ALPH" => write(&mut self.kept, name, body),
            // Some programs write the six bytes that JPEG has before.
            b"EXIF" => self.turn = Turn::of_exif(body.strip_prefix(b"Exif\0\0").unwrap_or(body)),
            _ => {}
        }
        Some(())
    }

    /// The first chunk says which others there are.
    fn note_flags(&mut self) {
        if !says(&self.kept, 12, b"VP8X") {
            return;
        }
        if let Some(flags) = self.kept.get_mut(20) {
            *flags &= !(PROFILE | EXIF | XMP);
            *flags |= if self.has_profile { PROFILE } else { 0 };
            *flags |= if self.turn == Turn::Upright { 0 } else { EXIF };
        }
    }
}

/// A frame of a moving picture: its head, then chunks of its own.
fn frame(body: &[u8], canvas: (u32, u32)) -> Option<Vec<u8>> {
    let size = (le24(body, 6)? + 1, le24(body, 9)? + 1);
    (size.0 <= canvas.0 && size.1 <= canvas.1).then_some(())?;
    let mut frame = body.get(..16)?.to_vec();
    let mut at = frame.len();
    while let Some((name, inner)) = chunk(body, at) {
        if matches!(&name, b"VP8 " | b"VP8L") {
            (of_picture(name, inner)? == size).then_some(())?;
        }
        if matches!(&name, b"VP8 " | b"VP8L" | b"ALPH") {
            write(&mut frame, name, inner);
        }
        at += 8 + inner.len() + inner.len() % 2;
    }
    Some(frame)
}

/// RFC 6386 §9.1 and RFC 9649 §3.4.
fn of_picture(name: [u8; 4], body: &[u8]) -> Option<(u32, u32)> {
    if &name == b"VP8L" {
        let bits = le32(body, 1)?;
        return Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1));
    }
    let sides = le32(body, 6)?;
    Some((sides & 0x3fff, (sides >> 16) & 0x3fff))
}

fn chunk(bytes: &[u8], at: usize) -> Option<([u8; 4], &[u8])> {
    let name = *slice(bytes, at, 4)?.first_chunk()?;
    Some((name, slice(bytes, at + 8, size(le32(bytes, at + 4)?))?))
}

fn write(kept: &mut Vec<u8>, name: [u8; 4], body: &[u8]) {
    kept.extend_from_slice(&name);
    kept.extend_from_slice(&u32::try_from(body.len()).unwrap_or(0).to_le_bytes());
    kept.extend_from_slice(body);
    if body.len() % 2 == 1 {
        kept.push(0);
    }
}

const PROFILE: u8 = 0x20;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;
