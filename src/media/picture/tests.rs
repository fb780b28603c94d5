//! What becomes of pictures that are uploaded.

use std::fs;

use super::*;
use crate::media::clean::jpeg;
use crate::media::kind::HEAD;

fn read(name: &str) -> (Kind, Vec<u8>) {
    let bytes = fs::read(format!("tests/media/{name}")).unwrap();
    (Kind::of(&bytes[..HEAD]).unwrap(), bytes)
}

fn prepared(name: &str) -> Prepared {
    let (kind, bytes) = read(name);
    prepare(kind, bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A photo of one colour but for its upper left corner.
fn photo(width: u32, height: u32) -> Pixels {
    let rgb = (0..width * height).flat_map(|at| {
        let corner = at % width < width / 4 && at / width < height / 4;
        if corner { [200, 20, 20] } else { [30, 90, 160] }
    });
    Pixels { width, height, rgb: rgb.collect() }
}

fn with_turn(jpeg: &[u8], turn: Turn) -> Vec<u8> {
    let exif = [b"Exif\0\0".as_slice(), &turn.to_exif()].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn every_picture_gets_a_preview_and_its_colours_in_a_few_characters() {
    for name in ["iphone-4s.jpg", "nikon-d2h.jpg", "photo.png", "photo.webp", "moving.gif"] {
        let prepared = prepared(name);
        assert!(prepared.blurhash.is_some_and(|hash| hash.len() == 28), "{name}");
    }
    assert!(prepared("photo.avif").blurhash.is_none());
    assert!(prepared("film.mp4").preview.is_none());
}

#[test]
fn a_photo_that_need_not_change_is_not_drawn_anew() {
    let jpeg = photo(1200, 900).to_jpeg(95, &[]).unwrap();
    let prepared = prepare(Kind::Jpeg, jpeg.clone()).unwrap();
    assert!(prepared.bytes == jpeg);
    assert_eq!(prepared.preview.unwrap().size, (554, 415));
}

#[test]
fn a_photo_is_kept_upright() {
    let jpeg = with_turn(&photo(300, 200).to_jpeg(95, &[]).unwrap(), Turn::Right);
    let prepared = prepare(Kind::Jpeg, jpeg).unwrap();
    assert_eq!(prepared.size, Some((200, 300)));
    let lens = Lens::fit((200, 300), u64::MAX);
    let seen = decode(Kind::Jpeg, &prepared.bytes, (200, 300), lens).unwrap();
    // What was stored at the upper left is seen at the upper right.
    let red = |x: usize, y: usize| seen.rgb[(y * 200 + x) * 3];
    assert!(red(190, 10) > 150 && red(10, 10) < 100 && red(10, 290) < 100);
    assert_eq!(jpeg::head(&prepared.bytes).unwrap().turn, Turn::Upright);
}

/// What colours mean, in so many bytes; of no use but to be found again.
fn profile(space: &[u8; 4], length: usize) -> Vec<u8> {
    [[0; 16].as_slice(), space, &[0; 112], &vec![7; length - 132]].concat()
}

fn profile_of(jpeg: &[u8]) -> Vec<u8> {
    jpeg::head(jpeg).unwrap().profile
}

#[test]
fn what_its_colours_mean_stays_with_a_photo() {
    for (length, in_preview) in [(500, 500), (5000, 0)] {
        let profile = profile(b"RGB ", length);
        let jpeg = with_turn(&photo(1200, 800).to_jpeg(95, &profile).unwrap(), Turn::Half);
        let prepared = prepare(Kind::Jpeg, jpeg.clone()).unwrap();
        assert_eq!(profile_of(&prepared.bytes), profile);
        let shown = [
            prepared.preview.unwrap(),
            preview(Kind::Jpeg, jpeg.clone()).unwrap(),
            portrait(Kind::Jpeg, jpeg, (400, 400)).unwrap(),
        ];
        for shown in shown {
            assert_eq!(profile_of(&shown.bytes), profile[..in_preview]);
        }
    }
}

#[test]
fn what_the_colours_of_a_screen_mean_stays_with_the_preview() {
    let profile = profile(b"RGB ", 500);
    let mut info = png::Info::with_size(400, 300);
    info.color_type = png::ColorType::Rgb;
    info.icc_profile = Some(profile.clone().into());
    let mut screen = Vec::new();
    let encoder = png::Encoder::with_info(&mut screen, info).unwrap();
    encoder.write_header().unwrap().write_image_data(&photo(400, 300).rgb).unwrap();
    let shown = preview(Kind::Png, screen).unwrap();
    assert_eq!(profile_of(&shown.bytes), profile);
}

#[test]
fn what_grey_means_is_not_said_of_colours() {
    for space in [b"GRAY", b"RGB "] {
        let mut jpeg = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
        encoder.add_icc_profile(&profile(space, 500)).unwrap();
        encoder.encode(&[90; 64 * 48], 64, 48, jpeg_encoder::ColorType::Luma).unwrap();
        let prepared = prepare(Kind::Jpeg, with_turn(&jpeg, Turn::Half)).unwrap();
        assert!(profile_of(&prepared.bytes).is_empty());
        // One that need not be drawn anew keeps it.
        assert_eq!(prepare(Kind::Jpeg, jpeg.clone()).unwrap().bytes, jpeg);
        let portrait = portrait(Kind::Jpeg, jpeg, (40, 40)).unwrap();
        assert!(profile_of(&portrait.bytes).is_empty());
    }
}

#[test]
fn a_large_photo_is_made_smaller() {
    let jpeg = photo(3600, 2500).to_jpeg(80, &[]).unwrap();
    let (width, height) = prepare(Kind::Jpeg, jpeg).unwrap().size.unwrap();
    assert!((8_200_000..=8_294_400).contains(&(width * height)), "{width}×{height}");
}

#[test]
fn a_picture_that_is_too_large_is_refused_before_it_is_decoded() {
    let (kind, bytes) = read("photo.png");
    // One line of very many pixels takes as much memory as a large picture.
    for (width, height) in [(400_000_u32, 120_u32), (32_768, 1), (1, 32_768)] {
        let mut bytes = bytes.clone();
        // The sides in IHDR.
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let refused = prepare(kind, bytes).unwrap_err();
        assert!(refused.message().contains("24 megapixels"), "{width}×{height}: {refused}");
    }
}

#[test]
fn what_nobody_here_can_read_is_not_looked_at() {
    let refused = portrait(Kind::Avif, b"no such thing".to_vec(), (400, 400)).unwrap_err();
    assert!(refused.message().contains("JPEG, PNG, GIF or WebP"), "{refused}");
    assert!(preview(Kind::Avif, read("photo.avif").1).is_err());
}

#[test]
fn a_portrait_has_its_shape_and_stands_still() {
    for (name, size) in
        [("nikon-d2h.jpg", (375, 375)), ("moving.gif", (60, 60)), ("photo.png", (120, 120))]
    {
        let (kind, bytes) = read(name);
        let portrait = portrait(kind, bytes, (400, 400)).unwrap();
        assert_eq!(portrait.size, size, "{name}");
        assert_eq!(Kind::of(&portrait.bytes), Some(Kind::Jpeg));
    }
    let (kind, bytes) = read("film.mp4");
    assert!(portrait(kind, bytes, (400, 400)).is_err());
}

#[test]
fn pictures_that_lie_do_no_harm() {
    for name in ["nikon-d2h.jpg", "photo.png", "photo.webp", "moving.gif"] {
        let (kind, bytes) = read(name);
        for at in (12..bytes.len()).step_by(bytes.len() / 20) {
            let mut lying = bytes.clone();
            lying[at] ^= 0xff;
            let _ = prepare(kind, lying);
            let _ = prepare(kind, bytes[..at].to_vec());
        }
    }
}
