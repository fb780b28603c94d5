//! Structured fields read strictly and are written in the one canonical way.

use proptest::prelude::*;

use super::*;
use crate::protocol::signature::structured_text::write_inner_list;

fn read(text: &str) -> Result<Vec<Member>, SignatureError> {
    dictionary(text, "field")
}

fn written(text: &str) -> String {
    let members = read(text).unwrap();
    let Value::InnerList(items) = &members[0].value else { panic!("no inner list: {text}") };
    write_inner_list(items, &members[0].parameters)
}

/// RFC 8941 §3.2 and §3.3.
#[test]
fn every_kind_of_item_is_read() {
    let members = read(r#"a=1, b=-2.5, c="x \"y\" \\", d=*tok/en, e=:AAEC:, f=?0, g"#).unwrap();
    let values: Vec<Value> = members.into_iter().map(|member| member.value).collect();
    let wanted = [
        Bare::Integer(1),
        Bare::Decimal(-2500),
        Bare::String(String::from(r#"x "y" \"#)),
        Bare::Token(String::from("*tok/en")),
        Bare::Bytes(vec![0, 1, 2]),
        Bare::Boolean(false),
        Bare::Boolean(true),
    ];
    assert_eq!(values, wanted.map(Value::Item));
}

#[test]
fn what_is_malformed_is_refused() {
    for text in [
        "",
        "a=",
        "a=1,",
        "a=1 b=2",
        "=1",
        "1=1",
        "a=\"",
        "a=\"\\n\"",
        "a=\"\u{7f}\"",
        "a=:AA:",
        "a=:AAAA",
        "a=?2",
        "a=?11",
        "a=1.",
        "a=.5",
        "a=-",
        "a=1.0001",
        "a=1234567890123456",
        "a=1234567890123.1",
        "a=(1",
        "a=(1,2)",
        "a=(1)x",
        "a=1;",
        "a=1;B",
        "a=1;b=",
        "ä=1",
        "a=@1",
        "a=%\"x\"",
    ] {
        assert_eq!(read(text), Err(SignatureError::Malformed("field")), "{text}");
    }
}

#[test]
fn spaces_are_written_away() {
    assert_eq!(
        written(r#"a=(  "b"   "c";x );d="e";  f=?1;g=1.50;h=-0.5;i=2.0"#),
        r#"("b" "c";x);d="e";f;g=1.5;h=-0.5;i=2.0"#
    );
}

proptest! {
    #[test]
    fn reading_never_panics(text in "[a-c0-9 ()=;:?\".,\\\\*A-]{0,60}") {
        let _ = read(&text);
    }

    #[test]
    fn what_is_written_reads_back(
        names in proptest::collection::vec("[ -~]{0,8}", 0..6),
        number in -999_999_999_999_999_i64..=999_999_999_999_999,
        thousandths in -999_999_999_999_999_i64..=999_999_999_999_999,
        bytes in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let items: Vec<(Bare, Parameters)> =
            names.into_iter().map(|name| (Bare::String(name), Parameters::new())).collect();
        let parameters = vec![
            (String::from("n"), Bare::Integer(number)),
            (String::from("d"), Bare::Decimal(thousandths)),
            (String::from("b"), Bare::Bytes(bytes)),
            (String::from("f"), Bare::Boolean(false)),
        ];
        let text = format!("a={}", write_inner_list(&items, &parameters));
        let wanted = Member { name: String::from("a"), value: Value::InnerList(items), parameters };
        prop_assert_eq!(read(&text), Ok(vec![wanted]));
    }
}
