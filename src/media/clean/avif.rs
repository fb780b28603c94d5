//! AVIF: items that hold Exif or XMP are blanked where they lie. The picture is not decoded
//! (src/decisions/0025-avif-is-not-decoded.md); its size is what the file says.
//!
//! Spec: ISO 23008-12 §6; ISO 14496-12 §8.11. Where its items lie: [`super::avif_items`].

use super::Clean;
use super::avif_items::{blank_names, places, words};
use super::boxes::{Found, first, inside};
use super::extents::blank_inside;
use crate::media::bytes::{be32, size};
use crate::media::kind::Kind;

pub(super) fn clean(mut bytes: Vec<u8>) -> Option<Clean> {
    let top = inside(&bytes, 0, bytes.len())?;
    let parts = first(&top, b"meta")?.boxes(&bytes, 4)?;
    let words = words(&bytes, first(&parts, b"iinf")?)?;
    let inner = first(&parts, b"idat");
    let places = places(&bytes, first(&parts, b"iloc")?, &words, inner.map_or(0, |it| it.body))?;
    let data: Vec<Found> =
        top.iter().filter(|it| &it.kind == b"mdat").copied().chain(inner).collect();
    // What does not lie where data lie cannot be blanked, and would stay.
    let has_home = |(from, to)| data.iter().any(|it| it.body <= from && to <= it.end);
    places.iter().all(|place| has_home(*place)).then_some(())?;
    blank_inside(&mut bytes, places, &data);
    for other in top.iter().filter(|it| !matches!(&it.kind, b"ftyp" | b"meta" | b"mdat")) {
        other.free(&mut bytes);
    }
    for other in parts.iter().filter(|it| !KEPT.contains(&&it.kind)) {
        other.free(&mut bytes);
    }
    blank_names(&mut bytes, first(&parts, b"iinf")?)?;
    if let Some(handler) = first(&parts, b"hdlr") {
        handler.blank_name(&mut bytes);
    }
    let properties = first(&parts, b"iprp")?.boxes(&bytes, 0)?;
    let properties = first(&properties, b"ipco")?.boxes(&bytes, 0)?;
    // Items know their properties by number: none may move.
    for other in properties.iter().filter(|it| !DRAWN.contains(&&it.kind)) {
        other.free(&mut bytes);
    }
    let shown = shown(&bytes, &properties)?;
    Some(Clean::picture(Kind::Avif, bytes, shown))
}

/// The largest size of anything in the file, as it is to be turned.
fn shown(bytes: &[u8], properties: &[Found]) -> Option<(u32, u32)> {
    let sizes = properties.iter().filter(|it| &it.kind == b"ispe");
    let sizes = sizes.filter_map(|it| be32(bytes, it.body + 4).zip(be32(bytes, it.body + 8)));
    let (width, height) = sizes.max_by_key(|it| size(it.0).saturating_mul(size(it.1)))?;
    let turned =
        first(properties, b"irot").and_then(|it| bytes.get(it.body)).is_some_and(|it| it & 1 == 1);
    Some(if turned { (height, width) } else { (width, height) })
}

/// Of `meta`.
const KEPT: &[&[u8; 4]] =
    &[b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp", b"iref", b"idat", b"dinf", b"grpl"];
/// Properties that a picture is drawn by (ISO 23008-12 §6.5; AV1 Image File Format §2): shape, colours, turns,
/// layers. Others are words for people.
const DRAWN: &[&[u8; 4]] = &[
    b"av1C", b"ispe", b"pixi", b"colr", b"pasp", b"irot", b"imir", b"clap", b"iscl", b"rloc",
    b"rref", b"auxC", b"lsel", b"a1op", b"a1lx", b"clli", b"mdcv", b"cclv", b"amve", b"ndwt",
    b"reve",
];
