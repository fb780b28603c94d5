//! Small files that would take much of our memory or time.

use std::fs;

use super::*;

fn sample(name: &str) -> Vec<u8> {
    fs::read(format!("tests/media/{name}")).unwrap()
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
    [&length, kind.as_slice(), body].concat()
}

/// A picture whose one item of words lies where `iloc` says, among 8 bytes of its own.
fn avif(iloc: &[u8]) -> Vec<u8> {
    let infe = boxed(b"infe", b"\x02\0\0\0\0\x01\0\0Exif\0");
    let iinf = boxed(b"iinf", &[b"\0\0\0\0\0\x01".as_slice(), &infe].concat());
    let ispe = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 9]);
    let iprp = boxed(b"iprp", &boxed(b"ipco", &ispe));
    let parts = [iinf, boxed(b"iloc", iloc), iprp, boxed(b"idat", b"12345678")].concat();
    let meta = boxed(b"meta", &[[0; 4].as_slice(), &parts].concat());
    [boxed(b"ftyp", b"avif\0\0\0\0"), meta].concat()
}

/// `times` the same item, inside `idat`, in `extents` parts of two bytes for a length.
fn places(times: u16, extents: u16, length: &[u8]) -> Vec<u8> {
    let width = u8::try_from(length.len()).unwrap();
    let mut iloc = vec![1, 0, 0, 0, width, 0];
    iloc.extend(times.to_be_bytes());
    for _ in 0..times {
        iloc.extend([0, 1, 0, 1, 0, 0]);
        iloc.extend(extents.to_be_bytes());
        iloc.extend(length.repeat(extents.into()));
    }
    iloc
}

#[test]
fn words_of_a_picture_that_have_no_length_or_countless_parts_are_refused() {
    let said = |iloc: Vec<u8>| clean(Kind::Avif, avif(&iloc)).is_ok();
    assert!(said(places(1, 1, b"\0\x08")));
    assert!(!said(places(20, u16::MAX, b"")));
    assert!(!said(places(1, 1, b"")));
    // Which means: all there is.
    assert!(!said(places(1, 1, b"\0\0")));
    assert!(!said(places(1, 5000, b"\0\x08")));
    assert!(!said(places(5000, 1, b"\0\x08")));
}

#[test]
fn a_photo_that_is_drawn_over_and_over_is_refused() {
    let once = clean(Kind::Jpeg, sample("nikon-d2h.jpg")).unwrap().bytes;
    let drawn = |more: usize| {
        let scan = b"\xff\xda\0\x08\x01\x01\0\0\x3f\0.";
        let end = once.len() - 2;
        [&once[..end], &scan.repeat(more), b"\xff\xd9"].concat()
    };
    assert!(clean(Kind::Jpeg, drawn(99)).is_ok());
    assert!(clean(Kind::Jpeg, drawn(100)).is_err());
}
