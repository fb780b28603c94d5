//! Properties in every shape (hostile inputs 70 to 72).

use serde_json::json;

use super::{count, cut, has_type, id, line, link, object_id, text, types};

#[test]
fn an_id_is_found_in_every_shape() {
    let uri = "https://example.org/a";
    for value in [
        json!(uri),
        json!([uri]),
        json!({"id": uri}),
        json!([null, 1, {"id": 1}, "x", {"id": uri}]),
    ] {
        assert_eq!(id(&json!({ "of": value }), "of").as_deref(), Some(uri), "{value}");
    }
    for value in
        [json!(null), json!(1), json!([]), json!({}), json!([[uri]]), json!("http://example.org/a")]
    {
        assert_eq!(id(&json!({ "of": value }), "of"), None, "{value}");
    }
    assert_eq!(id(&json!("a string"), "of"), None);
}

#[test]
fn an_object_id_is_one_text_without_fragment() {
    assert!(object_id(&json!({"id": "https://example.org/a"})).is_some());
    for value in
        [json!(null), json!(1), json!(["https://example.org/a"]), json!("https://example.org/a#b")]
    {
        assert_eq!(object_id(&json!({ "id": value })), None, "{value}");
    }
}

#[test]
fn a_link_is_found_in_every_shape() {
    let uri = "https://example.org/a.png";
    for value in [
        json!(uri),
        json!({"type": "Link", "href": uri}),
        json!({"type": "Image", "url": uri}),
        json!({"type": "Image", "url": [{"type": "Link", "href": uri}]}),
        json!([{"type": "Image", "url": "javascript:x"}, {"type": "Image", "url": [1, uri]}]),
    ] {
        assert_eq!(link(&json!({ "icon": value }), "icon").as_deref(), Some(uri), "{value}");
    }
    assert_eq!(link(&json!({"icon": "javascript:alert(1)"}), "icon"), None);
}

#[test]
fn types_are_one_or_some_but_not_ten_thousand() {
    assert!(has_type(&json!({"type": "Note"}), "Note"));
    assert!(has_type(&json!({"type": ["x", null, "Note"]}), "Note"));
    assert!(!has_type(&json!({"type": vec!["Note"; 10_000]}), "Note"));
    assert_eq!(types(&json!({"type": {"a": "Note"}})).count(), 0);
    assert_eq!(types(&json!([])).count(), 0);
}

#[test]
fn texts_are_cut_between_characters() {
    assert_eq!(cut("äöü", 3), "ä");
    assert_eq!(cut("äöü", 100), "äöü");
    assert_eq!(cut("ä", 0), "");
    assert_eq!(text(&json!({"a": ["", "x"]}), "a", 10), None);
    assert_eq!(text(&json!({"a": "x".repeat(100)}), "a", 10).map(|t| t.len()), Some(10));
}

#[test]
fn one_line_has_nothing_that_disturbs_its_neighbours() {
    let name = "  Al\u{202e}ice\n\u{0007}\u{200b} \u{2066}B ";
    assert_eq!(line(&json!({ "name": name }), "name", 100).as_deref(), Some("Alice B"));
    // Joins the parts of a family.
    assert_eq!(line(&json!({"n": "👩\u{200d}👧"}), "n", 100).as_deref(), Some("👩\u{200d}👧"));
    assert_eq!(line(&json!({"n": "\u{202e} \n"}), "n", 100), None);
}

#[test]
fn counts_are_whole_and_bounded() {
    for (value, expected) in [
        (json!(3), Some(3)),
        (json!(0), Some(0)),
        (json!(u64::MAX), Some(u32::MAX)),
        (json!(-1), None),
        (json!(1e300), None),
        (json!(1.5), None),
        (json!("3"), None),
        (json!(null), None),
    ] {
        assert_eq!(count(&json!({ "n": value }), "n"), expected, "{value}");
    }
}
