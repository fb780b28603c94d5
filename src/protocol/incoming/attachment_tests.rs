//! Attachments in odd shapes (hostile inputs 69, 71).

use serde_json::{Value, json};

use super::{Attachment, AttachmentKind, read_all};

fn read(key: &str, value: Value) -> Option<Attachment> {
    let mut item =
        json!({"type": "Document", "mediaType": "image/png", "url": "https://example.org/a.png"});
    item[key] = value;
    read_all(&json!({ "attachment": item })).pop()
}

#[test]
fn the_kind_is_that_of_the_media_type_or_else_of_the_object() {
    assert_eq!(read("name", json!("x")).unwrap().kind, AttachmentKind::Image);
    assert_eq!(read("mediaType", json!("video/mp4")).unwrap().kind, AttachmentKind::Video);
    assert_eq!(read("mediaType", json!("image/png\r\nX: y")).unwrap().media_type, None);
    assert_eq!(read("type", json!("Link")), None);
    assert_eq!(read("url", json!("javascript:x")), None);
}

#[test]
fn a_file_without_a_media_type_is_what_its_name_says() {
    let kind =
        |attachment: Value| read_all(&json!({ "attachment": attachment })).pop().unwrap().kind;
    let named =
        |name: &str| kind(json!({"type": "Document", "url": format!("https://a.example/{name}")}));
    assert_eq!(named("a.PNG?size=1"), AttachmentKind::Image);
    assert_eq!(named("a.webm"), AttachmentKind::Video);
    assert_eq!(named("a.txt"), AttachmentKind::Unknown);
    assert_eq!(named("picture"), AttachmentKind::Unknown);
    let image = json!({"type": "Image", "url": "https://a.example/picture"});
    assert_eq!(kind(image), AttachmentKind::Image);
}

#[test]
fn sizes_that_no_picture_has_are_dropped() {
    assert_eq!(read("width", json!(640)).unwrap().width, Some(640));
    for value in [json!(0), json!(-1), json!(1e300), json!(4_000_000_000_u64), json!("640")] {
        assert_eq!(read("width", value.clone()).unwrap().width, None, "{value}");
    }
}

#[test]
fn a_focus_is_two_numbers_within_the_picture() {
    assert_eq!(read("focalPoint", json!([0.5, -7])).unwrap().focus, Some((0.5, -1.0)));
    for value in [json!([0.5]), json!([0, 0, 0]), json!(["a", "b"]), json!({})] {
        assert_eq!(read("focalPoint", value.clone()).unwrap().focus, None, "{value}");
    }
}

#[test]
fn a_duration_is_iso_or_seconds() {
    assert_eq!(read("duration", json!("PT1M5.5S")).unwrap().duration_ms, Some(65_500));
    assert_eq!(read("duration", json!(3)).unwrap().duration_ms, Some(3_000));
    for value in
        [json!("PT-5S"), json!(-3), json!(1e300), json!("P9999999999Y"), json!("x".repeat(100))]
    {
        assert_eq!(read("duration", value.clone()).unwrap().duration_ms, None, "{value}");
    }
}

#[test]
fn previews_and_words_are_bounded() {
    assert!(read("blurhash", json!("LEHV6nWB2yk8pyo0adR*.7kCMdnj")).unwrap().blurhash.is_some());
    assert_eq!(read("blurhash", json!("x".repeat(1_000_000))).unwrap().blurhash, None);
    let words = read("name", json!("x".repeat(1_000_000))).unwrap().description;
    assert_eq!(words.map(|words| words.len()), Some(10_000));
    let many = vec![json!({"type": "Image", "url": "https://example.org/a.png"}); 5_000];
    assert_eq!(read_all(&json!({ "attachment": many })).len(), 16);
}
