//! The profile of a PNG, which is packed: looked into, and written anew if it has to change.
//!
//! Spec: PNG (third edition) §11.3.2.3; for the packing (zlib, deflate) §10.

use std::io::Cursor;

use png::{Decoder, Limits};

use super::png::chunk;
use super::profile::take_serial;

/// This chunk without serial numbers; `None` if it cannot be read, so that it cannot stay.
pub(super) fn clean(whole: &[u8]) -> Option<Vec<u8>> {
    let mut profile = unpacked(whole)?;
    if !take_serial(&mut profile)? {
        return Some(whole.to_vec());
    }
    let mut body = b"ICC Profile\0\0".to_vec();
    body.extend(packed(&profile)?);
    Some(chunk(*b"iCCP", &body))
}

/// By the reader of pictures: of one with a single pixel, of which only the head is read.
fn unpacked(whole: &[u8]) -> Option<Vec<u8>> {
    let head = chunk(*b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0");
    let picture = [SIGNATURE, &head, whole, &chunk(*b"IDAT", &[])].concat();
    let reader = Decoder::new_with_limits(Cursor::new(picture), Limits { bytes: ROOM });
    reader.read_info().ok()?.info().icc_profile.as_deref().map(<[u8]>::to_vec)
}

/// As one block that is not packed at all.
fn packed(profile: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(profile.len()).ok()?;
    let mut packed = vec![0x78, 0x01, 0x01];
    packed.extend(length.to_le_bytes());
    packed.extend((!length).to_le_bytes());
    packed.extend(profile);
    packed.extend(adler32(profile).to_be_bytes());
    Some(packed)
}

/// The sum that zlib wants at the end.
fn adler32(bytes: &[u8]) -> u32 {
    let sums = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    sums.1 << 16 | sums.0
}

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Profiles have some kilobytes, those of printers up to some hundreds.
const ROOM: usize = 4 << 20;
