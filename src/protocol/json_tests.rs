//! What `parse` takes and refuses (hostile inputs 67 to 69).

use proptest::prelude::*;
use serde_json::json;

use super::{JsonError, Limits, parse};

fn read(text: &str) -> Result<serde_json::Value, JsonError> {
    parse(text.as_bytes(), &Limits::default())
}

#[test]
fn an_ordinary_document_is_read_as_serde_reads_it() {
    let text = r#"{"a":[1,-2,3.5,true,null,"x\u00e9\n"],"b":{"c":{}},"d":18446744073709551615}"#;
    assert_eq!(read(text).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read(&nested(32)).is_ok());
    assert_eq!(read(&nested(33)), Err(JsonError::TooDeep));
    assert_eq!(read(&"[".repeat(100_000)), Err(JsonError::TooDeep));
    assert_eq!(read(&r#"{"a":"#.repeat(100_000)), Err(JsonError::TooDeep));
}

#[test]
fn numbers_of_values_are_bounded() {
    let list = |n: usize| format!("[{}0]", "0,".repeat(n - 1));
    assert!(read(&list(5_000)).is_ok());
    assert_eq!(read(&list(5_001)), Err(JsonError::TooMany));
    let lists = format!("[{0},{0},{0},{0},{0}]", list(4_200));
    assert_eq!(read(&lists), Err(JsonError::TooMany));
    let keys: Vec<String> = (0..1_001).map(|n| format!("\"{n}\":0")).collect();
    assert_eq!(read(&format!("{{{}}}", keys.join(","))), Err(JsonError::TooMany));
}

#[test]
fn strings_and_keys_are_bounded() {
    let text = |n: usize| format!("\"{}\"", "x".repeat(n));
    assert!(read(&text(256 * 1024)).is_ok());
    assert_eq!(read(&text(256 * 1024 + 1)), Err(JsonError::TooLong));
    assert!(read(&format!("{{{}:1}}", text(256))).is_ok());
    assert_eq!(read(&format!("{{{}:1}}", text(257))), Err(JsonError::TooLong));
}

#[test]
fn a_key_twice_in_one_object_is_refused() {
    assert_eq!(read(r#"{"actor":"a","actor":"b"}"#), Err(JsonError::DuplicateKey));
    assert_eq!(read(r#"{"actor":"a","act\u006fr":"a"}"#), Err(JsonError::DuplicateKey));
    assert_eq!(read(r#"[{"o":{"id":1,"id":1}}]"#), Err(JsonError::DuplicateKey));
    assert_eq!(read(r#"{"id":{"id":1}}"#), Ok(json!({"id": {"id": 1}})));
}

#[test]
fn text_that_is_no_text_is_refused() {
    assert_eq!(parse(b"\"\xff\"", &Limits::default()), Err(JsonError::NotUtf8));
    assert_eq!(parse(b"\"\xed\xa0\x80\"", &Limits::default()), Err(JsonError::NotUtf8));
    assert_eq!(read(r#""\ud800""#), Err(JsonError::Syntax));
    assert_eq!(read("\u{feff}{}"), Err(JsonError::Syntax));
    assert_eq!(read(r#""a\u0000b""#), Err(JsonError::Nul));
    assert_eq!(read(r#"{"a\u0000":1}"#), Err(JsonError::Nul));
    assert_eq!(read("\"a\u{0}b\""), Err(JsonError::Syntax));
}

#[test]
fn numbers_are_finite_or_refused() {
    for text in ["1e999", "-1e999", "NaN", "Infinity", "01", "+1", "0x1"] {
        assert_eq!(read(text), Err(JsonError::Syntax), "{text}");
    }
    assert!(read("18446744073709551616").is_ok());
}

#[test]
fn one_document_and_nothing_after_it() {
    for text in ["", " ", "{} {}", "{}x", "{", "[1,]", r#"{"a":1,}"#, "tru"] {
        assert_eq!(read(text), Err(JsonError::Syntax), "{text:?}");
    }
    assert!(read(" \r\n\t{} \n").is_ok());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = parse(&bytes, &Limits::default());
    }

    #[test]
    fn what_it_reads_serde_reads_alike(text in r#"[\[\]{}",:0-9a-e\\ .-]{0,40}"#) {
        if let Ok(value) = read(&text) {
            prop_assert_eq!(value, serde_json::from_str::<serde_json::Value>(&text).unwrap());
        }
    }
}
