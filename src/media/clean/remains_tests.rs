//! Corners of files where words and numbers of makers remain.

use std::fs;

use super::*;

fn sample(name: &str) -> Vec<u8> {
    fs::read(format!("tests/media/{name}")).unwrap()
}

fn place(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|it| it == word)
}

fn cleaned(kind: Kind, bytes: Vec<u8>) -> Vec<u8> {
    clean(kind, bytes).unwrap().bytes
}

/// A tag of APE with one word, with its head or without.
fn ape(has_head: bool) -> Vec<u8> {
    let item = b"\x06\0\0\0\0\0\0\0Artist\0SECRET";
    let part = |flags: u32| {
        let numbers = [2000, u32::try_from(item.len() + 32).unwrap(), 1, flags, 0, 0];
        [b"APETAGEX".to_vec(), numbers.iter().flat_map(|it| it.to_le_bytes()).collect()].concat()
    };
    let (head, flags) = if has_head { (part(0xa000_0000), 1 << 31) } else { (Vec::new(), 0) };
    [head, item.to_vec(), part(flags)].concat()
}

#[test]
fn tags_after_a_sound_go() {
    let sound = cleaned(Kind::Flac, sample("sound.flac"));
    let old = [b"TAGSECRET".as_slice(), &[b'x'; 119]].concat();
    for tail in [old.clone(), ape(true), ape(false), [ape(true), old.clone()].concat()] {
        let bytes = [sound.as_slice(), &tail].concat();
        assert!(cleaned(Kind::Flac, bytes) == sound);
    }
    let mut lying = [sound, ape(false)].concat();
    let size = lying.len() - 20;
    lying[size..size + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(clean(Kind::Flac, lying).is_err());
}

#[test]
fn of_a_photo_only_known_segments_stay() {
    let photo = cleaned(Kind::Jpeg, sample("nikon-d2h.jpg"));
    for marker in [0x02, 0xbf, 0xc8, 0xde, 0xf0, 0xfd, 0xee] {
        let head = [0xff, 0xd8, 0xff, marker, 0, 8];
        let bytes = [head.as_slice(), b"SECRET", &photo[2..]].concat();
        assert!(cleaned(Kind::Jpeg, bytes) == photo, "{marker:x}");
    }
    // What says how inks are mixed.
    let adobe = b"\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\x02";
    let mut longer = adobe.to_vec();
    longer[5] += 6;
    let bytes = [&longer, b"SECRET".as_slice(), &photo[2..]].concat();
    assert!(cleaned(Kind::Jpeg, bytes) == [adobe, &photo[2..]].concat());
}

#[test]
fn a_film_does_not_name_its_encoder() {
    for (kind, name) in [(Kind::Mp4, "film.mp4"), (Kind::Mov, "phone.mov")] {
        let mut film = sample(name);
        let entry = place(&film, b"avc1\0\0\0\0\0\0").unwrap();
        film[entry + 16..entry + 20].copy_from_slice(b"GoPr");
        film[entry + 46..entry + 78].copy_from_slice(b"\x11GoPro AVC encoder..............");
        let film = cleaned(kind, film);
        assert!(place(&film, b"GoPr").is_none(), "{name}");
        assert!(place(&film, b"avcC").is_some(), "{name}");
        assert!(place(&film, b"DataHandler").is_none(), "{name}");
    }
}

#[test]
fn a_picture_in_avif_has_no_words_about_its_parts() {
    let whole = sample("photo.avif");
    for property in [b"udes", b"altt", b"crtt", b"mdft", b"uuid"] {
        let mut bytes = whole.clone();
        // Its colours would be missed, but not here.
        let at = place(&bytes, b"colr").unwrap();
        bytes[at..at + 10].copy_from_slice(&[property.as_slice(), b"SECRET"].concat());
        let bytes = cleaned(Kind::Avif, bytes);
        assert!(place(&bytes, b"SECRET").is_none());
        assert_eq!(bytes.len(), whole.len());
        assert_eq!(&bytes[at..at + 4], b"free");
    }
    let bytes = cleaned(Kind::Avif, whole);
    for word in [b"Color".as_slice(), b"application/rdf", b"libavif"] {
        assert!(place(&bytes, word).is_none());
    }
    assert!(place(&bytes, b"colr").is_some());
}

#[test]
fn a_film_with_a_sum_or_room_among_its_tracks_is_taken() {
    let film = sample("film.webm");
    let tracks = place(&film, b"\x16\x54\xae\x6b\x40\xbc").unwrap() + 4;
    let segment = place(&film, b"\x18\x53\x80\x67\x01").unwrap() + 4;
    let extra = b"\xbf\x84\x12\x34\x56\x78\xec\x86SECRET";
    let mut other =
        [&film[..tracks], &[0x40, 0xbc + 14], extra.as_slice(), &film[tracks + 2..]].concat();
    // Its end need not be told.
    other[segment..segment + 8].copy_from_slice(b"\x01\xff\xff\xff\xff\xff\xff\xff");
    let clean = clean(Kind::Webm, other).unwrap();
    assert_eq!(clean.size, Some((96, 64)));
    assert!(place(&clean.bytes, b"SECRET").is_none());
    assert!(place(&clean.bytes, b"\x12\x34\x56\x78").is_none());
}
