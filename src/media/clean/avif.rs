//! AVIF: items that hold Exif or XMP are blanked where they lie. The picture is not decoded
//! (src/decisions/0025-avif-is-not-decoded.md); its size is what the file says.
//!
//! Spec: ISO 23008-12 §6; ISO 14496-12 §8.11.

use super::Clean;
use super::boxes::{Found, first, inside};
use crate::media::bytes::{be16, be32, be64, blank, size, slice};
use crate::media::kind::Kind;

pub(super) fn clean(mut bytes: Vec<u8>) -> Option<Clean> {
    let top = inside(&bytes, 0, bytes.len())?;
    let parts = first(&top, b"meta")?.boxes(&bytes, 4)?;
    let words = words(&bytes, first(&parts, b"iinf")?)?;
    let inner = first(&parts, b"idat");
    let places = places(&bytes, first(&parts, b"iloc")?, &words, inner.map_or(0, |it| it.body))?;
    let data: Vec<Found> =
        top.iter().filter(|it| &it.kind == b"mdat").copied().chain(inner).collect();
    for (from, to) in places {
        // What does not lie where data lie cannot be blanked, and would stay.
        let home = data.iter().any(|it| it.body <= from && to <= it.end);
        home.then_some(())?;
        blank(&mut bytes, from, to - from);
    }
    for other in top.iter().filter(|it| !matches!(&it.kind, b"ftyp" | b"meta" | b"mdat")) {
        other.free(&mut bytes);
    }
    for other in parts.iter().filter(|it| !KEPT.contains(&&it.kind)) {
        other.free(&mut bytes);
    }
    let shown = shown(&bytes, first(&parts, b"iprp")?)?;
    Some(Clean::picture(Kind::Avif, bytes, shown))
}

/// Ids of the items that are words about the picture.
fn words(bytes: &[u8], list: Found) -> Option<Vec<u32>> {
    let skip = if bytes.get(list.body)? == &0 { 6 } else { 8 };
    let mut found = Vec::new();
    for item in list.boxes(bytes, skip)? {
        let (id, kind) = match bytes.get(item.body)? {
            2 => (be16(bytes, item.body + 4)?.into(), item.body + 8),
            3 => (be32(bytes, item.body + 4)?, item.body + 10),
            _ => return None,
        };
        if matches!(slice(bytes, kind, 4)?, b"Exif" | b"mime" | b"uri ") {
            found.push(id);
        }
    }
    Some(found)
}

/// Where those items lie. `inner` is where the `idat` box begins.
fn places(bytes: &[u8], list: Found, of: &[u32], inner: usize) -> Option<Vec<(usize, usize)>> {
    let version = *bytes.get(list.body)?;
    let widths = be16(bytes, list.body + 4)?;
    let width = |shift: u16| usize::from(widths >> shift & 15);
    let index_width = if version > 0 { width(0) } else { 0 };
    let mut at = list.body + 6;
    let mut read = |width: usize| {
        let value = number(bytes, at, width, list.end);
        at += width;
        value
    };
    let id_width = if version < 2 { 2 } else { 4 };
    let (count, mut found) = (read(id_width)?, Vec::new());
    for _ in 0..count {
        let id = read(id_width)?;
        let method = if version > 0 { read(2)? & 15 } else { 0 };
        read(2)?;
        let base = read(width(4))?;
        let is_wanted = of.iter().any(|wanted| u64::from(*wanted) == id);
        for _ in 0..read(2)? {
            read(index_width)?;
            let (offset, length) = (read(width(12))?, read(width(8))?);
            let start = if method == 1 { inner } else { 0 };
            if is_wanted && method < 2 {
                let from = usize::try_from(base.checked_add(offset)?).ok()?.checked_add(start)?;
                found.push((from, from.checked_add(usize::try_from(length).ok()?)?));
            } else if is_wanted {
                return None;
            }
        }
    }
    Some(found)
}

fn number(bytes: &[u8], at: usize, width: usize, end: usize) -> Option<u64> {
    if at + width > end {
        return None;
    }
    match width {
        0 => Some(0),
        2 => be16(bytes, at).map(u64::from),
        4 => be32(bytes, at).map(u64::from),
        8 => be64(bytes, at),
        _ => None,
    }
}

/// The largest size of anything in the file, as it is to be turned.
fn shown(bytes: &[u8], properties: Found) -> Option<(u32, u32)> {
    let parts = properties.boxes(bytes, 0)?;
    let all = first(&parts, b"ipco")?.boxes(bytes, 0)?;
    let sizes = all.iter().filter(|it| &it.kind == b"ispe");
    let sizes = sizes.filter_map(|it| be32(bytes, it.body + 4).zip(be32(bytes, it.body + 8)));
    let (width, height) = sizes.max_by_key(|it| size(it.0).saturating_mul(size(it.1)))?;
    let turned =
        first(&all, b"irot").and_then(|it| bytes.get(it.body)).is_some_and(|it| it & 1 == 1);
    Some(if turned { (height, width) } else { (width, height) })
}

/// Of `meta`.
const KEPT: &[&[u8; 4]] =
    &[b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp", b"iref", b"idat", b"dinf", b"grpl"];
