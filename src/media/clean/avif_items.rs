//! Items of an AVIF: which are words about the picture, and where those lie.
//!
//! Spec: ISO 14496-12 §§8.11.3 and 8.11.6.

use super::boxes::Found;
use super::extents::Extent;
use crate::media::bytes::{be16, be32, be64, blank, slice};

/// Ids of the items that are words about the picture.
pub(super) fn words(bytes: &[u8], list: Found) -> Option<Vec<u32>> {
    let mut found = Vec::new();
    for (item, kind) in items(bytes, list)? {
        let id = if kind == item.body + 8 {
            be16(bytes, item.body + 4)?.into()
        } else {
            be32(bytes, item.body + 4)?
        };
        if matches!(slice(bytes, kind, 4)?, b"Exif" | b"mime" | b"uri ") {
            found.push(id);
        }
    }
    Some(found)
}

/// Blanks what items are called; of words also of which kind they were.
pub(super) fn blank_names(bytes: &mut [u8], list: Found) -> Option<()> {
    for (item, kind) in items(bytes, list)? {
        blank(bytes, kind + 4, item.end.saturating_sub(kind + 4));
    }
    Some(())
}

/// Each item, and where in it its kind stands.
fn items(bytes: &[u8], list: Found) -> Option<Vec<(Found, usize)>> {
    let skip = if bytes.get(list.body)? == &0 { 6 } else { 8 };
    let kind = |item: Found| match bytes.get(item.body)? {
        2 => Some((item, item.body + 8)),
        3 => Some((item, item.body + 10)),
        _ => None,
    };
    list.boxes(bytes, skip)?.into_iter().map(kind).collect()
}

/// Where those items lie. `inner` is where the `idat` box begins.
pub(super) fn places(bytes: &[u8], list: Found, of: &[u32], inner: usize) -> Option<Vec<Extent>> {
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
    let (count, mut found, mut left) = (read(id_width)?, Vec::new(), MOST);
    for _ in 0..count {
        let id = read(id_width)?;
        let method = if version > 0 { read(2)? & 15 } else { 0 };
        read(2)?;
        let base = read(width(4))?;
        let is_wanted = of.iter().any(|wanted| u64::from(*wanted) == id);
        let parts = read(2)?;
        // With numbers of no width, a part takes no room in the file.
        left = left.checked_sub(parts.max(1))?;
        for _ in 0..parts {
            read(index_width)?;
            let (offset, length) = (read(width(12))?, read(width(8))?);
            if is_wanted {
                let start = [0, inner].get(usize::try_from(method).ok()?).copied()?;
                found.push(extent(start, base.checked_add(offset)?, length)?);
            }
        }
    }
    Some(found)
}

/// No length means all there is (§8.11.3.3), which cannot go.
fn extent(start: usize, offset: u64, length: u64) -> Option<Extent> {
    let from = usize::try_from(offset).ok()?.checked_add(start)?;
    let to = from.checked_add(usize::try_from(length).ok()?)?;
    (from < to).then_some((from, to))
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

/// Items and their parts together. Even a large photo in tiles has some hundreds.
const MOST: u64 = 4096;
