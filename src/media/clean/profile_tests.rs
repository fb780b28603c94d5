//! Screenshots do not say on whose screen they were made.

use jpeg_encoder::{ColorType, Encoder};

use super::*;

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|it| it == word)
}

/// A profile with two tags.
fn profile() -> Vec<u8> {
    let mut profile = vec![0; 128];
    profile[16..20].copy_from_slice(b"RGB ");
    profile[84..92].copy_from_slice(b"CHECKSUM");
    profile.extend(b"\0\0\0\x02mmod\0\0\0\x9c\0\0\0\x0cdesc\0\0\0\xa8\0\0\0\x0c");
    profile.extend(b"SERIAL-12345Some screen.");
    profile
}

fn photo(profile: &[u8]) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 90);
    encoder.add_icc_profile(profile).unwrap();
    encoder.encode(&[90; 8 * 8 * 3], 8, 8, ColorType::Rgb).unwrap();
    jpeg
}

fn screen(profile: &[u8]) -> Vec<u8> {
    let mut info = ::png::Info::with_size(8, 8);
    info.icc_profile = Some(profile.to_vec().into());
    let mut png = Vec::new();
    let encoder = ::png::Encoder::with_info(&mut png, info).unwrap();
    encoder.write_header().unwrap().write_image_data(&[90; 64]).unwrap();
    png
}

fn profile_of_screen(png: &[u8]) -> Option<Vec<u8>> {
    let reader = ::png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    reader.info().icc_profile.as_deref().map(<[u8]>::to_vec)
}

fn check(left: &[u8]) {
    for word in [b"mmod".as_slice(), b"SERIAL", b"CHECKSUM"] {
        assert!(!holds(left, word));
    }
    assert_eq!(left.len(), profile().len());
    assert_eq!(&left[128..148], b"\0\0\0\x01desc\0\0\0\xa8\0\0\0\x0c\0\0\0\0");
    assert!(holds(left, b"Some screen."));
}

/// A picture of others, with this profile.
fn webp(profile: &[u8]) -> Vec<u8> {
    let mut webp = std::fs::read("tests/media/photo.webp").unwrap();
    webp[20] |= 0x20;
    let length = u32::try_from(profile.len()).unwrap().to_le_bytes();
    [&webp[..30], b"ICCP", &length, profile, &webp[30..]].concat()
}

#[test]
fn a_profile_keeps_its_colours_and_loses_the_number_of_the_screen() {
    let clean_photo = clean(Kind::Jpeg, photo(&profile())).unwrap().bytes;
    check(&jpeg::head(&clean_photo).unwrap().profile);
    let clean_screen = clean(Kind::Png, screen(&profile())).unwrap().bytes;
    check(&profile_of_screen(&clean_screen).unwrap());
    let clean_webp = clean(Kind::Webp, webp(&profile())).unwrap().bytes;
    check(&clean_webp[38..38 + profile().len()]);
    assert!(clean(Kind::Png, clean_screen.clone()).unwrap().bytes == clean_screen);
}

#[test]
fn a_profile_without_such_a_number_stays_and_one_that_cannot_be_read_goes() {
    let mut harmless = profile();
    harmless[132..136].copy_from_slice(b"wtpt");
    assert!(clean(Kind::Jpeg, photo(&harmless)).unwrap().bytes == photo(&harmless));
    assert!(clean(Kind::Png, screen(&harmless)).unwrap().bytes == screen(&harmless));
    let short = &profile()[..140];
    let left = clean(Kind::Webp, webp(short)).unwrap().bytes;
    assert!(left[20] & 0x20 == 0 && !holds(&left, b"ICCP"));
    let left = clean(Kind::Jpeg, photo(short)).unwrap().bytes;
    assert!(jpeg::head(&left).unwrap().profile.is_empty());
    assert_eq!(profile_of_screen(&clean(Kind::Png, screen(short)).unwrap().bytes), None);
}
