//! What is left of files that have something to hide, in our eyes and in those of others.

use std::fs;
use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::media::kind::HEAD;

/// Name, pixels, milliseconds.
type Sample = (&'static str, Option<(u32, u32)>, Option<i64>);

const FILES: &[Sample] = &[
    ("iphone-4s.jpg", Some((205, 102)), None),
    ("nikon-d2h.jpg", Some((500, 375)), None),
    ("photo.png", Some((160, 120)), None),
    ("photo.webp", Some((160, 120)), None),
    ("photo.avif", Some((160, 120)), None),
    ("moving.gif", Some((80, 60)), None),
    ("film.mp4", Some((96, 64)), Some(1000)),
    ("phone.mov", Some((96, 64)), Some(1000)),
    ("film.webm", Some((96, 64)), Some(1000)),
    ("sound.mp3", None, Some(1000)),
    ("sound.ogg", None, Some(1000)),
    ("opus.ogg", None, Some(1000)),
    ("sound.flac", None, Some(1000)),
    ("sound.wav", None, Some(1000)),
];

fn read(name: &str) -> (Kind, Vec<u8>) {
    let bytes = fs::read(format!("tests/media/{name}")).unwrap();
    (Kind::of(&bytes[..HEAD]).unwrap(), bytes)
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|it| it == word)
}

#[test]
fn nothing_that_was_hidden_in_a_file_is_left() {
    for (name, size, duration_ms) in FILES {
        let (kind, bytes) = read(name);
        let clean = clean(kind, bytes).unwrap();
        assert_eq!(clean.size, *size, "{name}");
        let near = |ms: i64| (ms - duration_ms.unwrap_or(0)).abs() < 100;
        assert_eq!(clean.duration_ms.is_some_and(near), duration_ms.is_some(), "{name}");
        for word in [&b"SECRET"[..], b"GPS", b"48.85", b"Apple", b"NIKON", b"xmpmeta", b"at sea"] {
            assert!(!holds(&clean.bytes, word), "{name} holds {}", String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn another_reader_finds_no_metadata_either() {
    for (name, ..) in FILES.iter().filter(|it| read(it.0).0.is_picture()) {
        let (kind, bytes) = read(name);
        if kind == Kind::Gif {
            continue;
        }
        let look = |bytes: &[u8]| exif::Reader::new().read_from_container(&mut Cursor::new(bytes));
        let fields = |bytes: &[u8]| look(bytes).map_or(0, |found| found.fields().count());
        assert!(fields(&bytes) > 2, "{name} has nothing to hide");
        let clean = clean(kind, bytes).unwrap();
        let left =
            look(&clean.bytes).map(|found| found.fields().map(|it| it.tag).collect::<Vec<_>>());
        let left = left.unwrap_or_default();
        assert!(left.iter().all(|tag| *tag == exif::Tag::Orientation), "{name}: {left:?}");
    }
}

#[test]
fn how_a_photo_is_turned_is_known_before_that_goes() {
    for (name, turn) in
        [("iphone-4s.jpg", Turn::Right), ("photo.png", Turn::Right), ("photo.webp", Turn::Upright)]
    {
        let (kind, bytes) = read(name);
        assert_eq!(clean(kind, bytes).unwrap().turn, turn, "{name}");
    }
}

#[test]
fn in_films_nothing_moves() {
    for name in ["film.mp4", "phone.mov", "film.webm", "photo.avif", "sound.ogg", "opus.ogg"] {
        let (kind, bytes) = read(name);
        let length = bytes.len();
        assert_eq!(clean(kind, bytes).unwrap().bytes.len(), length, "{name}");
    }
}

#[test]
fn a_clean_file_stays_as_it_is() {
    for (name, ..) in FILES {
        let (kind, bytes) = read(name);
        let once = clean(kind, bytes).unwrap();
        let twice = clean(kind, once.bytes.clone()).unwrap();
        assert!(once.bytes == twice.bytes, "{name}");
    }
}

#[test]
fn what_follows_a_photo_goes_with_the_rest() {
    let (kind, mut bytes) = read("nikon-d2h.jpg");
    bytes.extend_from_slice(b"....ftypmp42 a film with its SECRET place");
    assert!(!holds(&clean(kind, bytes).unwrap().bytes, b"SECRET"));
}

#[test]
fn a_picture_inside_that_is_larger_than_its_frame_is_refused() {
    let (kind, bytes) = read("photo.webp");
    let at = bytes.windows(3).position(|it| it == b"\x9d\x01\x2a").unwrap();
    let mut lying = bytes.clone();
    lying[at + 3..at + 7].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
    assert!(clean(kind, lying).is_err());
}

#[test]
fn a_file_that_stops_anywhere_does_no_harm() {
    for (name, ..) in FILES {
        let (kind, bytes) = read(name);
        for length in (0..bytes.len()).step_by(97) {
            let _ = clean(kind, bytes[..length].to_vec());
        }
    }
}

proptest! {
    #[test]
    fn a_file_that_lies_does_no_harm(
        which in 0..FILES.len(), places in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..24),
    ) {
        let (kind, mut bytes) = read(FILES[which].0);
        for (place, value) in places {
            // Most lies that matter are told early.
            let reach = if place % 2 == 0 { bytes.len() } else { bytes.len().min(600) };
            bytes[usize::from(place) % reach] = value;
        }
        let _ = clean(kind, bytes);
    }

    #[test]
    fn what_only_begins_as_a_file_does_no_harm(
        which in 0..Kind::ALL.len(), bytes in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let _ = clean(Kind::ALL[which], bytes);
    }
}
