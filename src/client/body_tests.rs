//! Parameters in every form in which clients send them.

use super::*;

fn form(text: &str) -> Params {
    let mut params = Params::default();
    params.add_form(text.as_bytes());
    params
}

fn json(value: Value) -> Params {
    let mut params = Params::default();
    let Value::Object(object) = value else { panic!("not an object") };
    params.add_json(object);
    params
}

#[test]
fn the_same_poll_arrives_by_form_and_by_json() {
    let by_form = form("status=tea%3F&poll[options][]=yes&poll[options][]=no&poll[multiple]=0");
    let by_json = json(serde_json::json!({
        "status": "tea?", "poll": { "options": ["yes", "no"], "multiple": "0" },
    }));
    for params in [by_form, by_json] {
        assert_eq!(params.text("status"), Some("tea?"));
        let poll = params.inside("poll").expect("a poll");
        assert_eq!(poll.list("options"), ["yes", "no"]);
        assert_eq!(poll.flag("multiple"), Some(false));
    }
}

#[test]
fn profile_fields_arrive_by_form_and_by_json() {
    let by_form = form(
        "fields_attributes[0][name]=a&fields_attributes[0][value]=1&fields_attributes[1][name]=b",
    );
    let by_json = json(serde_json::json!({
        "fields_attributes": [{ "name": "a", "value": 1 }, { "name": "b" }],
    }));
    for params in [by_form, by_json] {
        let fields = params.groups("fields_attributes");
        assert_eq!(
            fields.iter().filter_map(|field| field.text("name")).collect::<Vec<_>>(),
            ["a", "b"]
        );
        assert_eq!(fields[0].text("value"), Some("1"));
    }
}

#[test]
fn booleans_come_as_words_digits_and_strings() {
    let params = form("a=1&b=0&c=true&d=false&e=&f=on");
    let read: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(|name| params.flag(name)).into();
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(read, [yes, no, yes, no, None, yes, None]);
    assert_eq!(json(serde_json::json!({ "a": "0" })).flag("a"), no);
}

#[test]
fn one_text_is_a_list_of_one() {
    assert_eq!(form("id=5").list("id"), ["5"]);
    assert_eq!(form("id[]=5&id[]=6").list("id"), ["5", "6"]);
    assert!(form("").list("id").is_empty());
}

#[test]
fn a_name_that_goes_too_deep_is_as_if_it_was_not_there() {
    for part in ["[b]", "[]", "[", "[][b]"] {
        let deep = format!("a{}=1&c=2", part.repeat(50_000));
        let mut params = Params::default();
        params.add_form(deep.as_bytes());
        assert_eq!(params.text("c"), Some("2"));
        assert!(params.inside("a").is_none());
    }
}
