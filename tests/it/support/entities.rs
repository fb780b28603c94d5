//! Holds JSON against what Mastodon's documentation says of its entities: `tests/entities`.

use std::path::PathBuf;

use serde_json::Value;
use toml::Table;

/// All entities that are described.
pub(crate) struct Entities(Table);

impl Entities {
    /// Reads the description.
    pub(crate) fn read() -> Self {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/entities/entities.toml");
        Self(std::fs::read_to_string(file).unwrap().parse().unwrap())
    }

    /// What of `value` is not as `kind` says; empty if all is well.
    pub(crate) fn faults(&self, kind: &str, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check("", kind, value, &mut faults);
        faults
    }

    fn check(&self, at: &str, kind: &str, value: &Value, faults: &mut Vec<String>) {
        if let Some(inner) = kind.strip_suffix('?') {
            if !value.is_null() {
                self.check(at, inner, value, faults);
            }
            return;
        }
        if let Some(inner) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
            match value.as_array() {
                Some(items) => {
                    for (number, item) in items.iter().enumerate() {
                        self.check(&format!("{at}[{number}]"), inner, item, faults);
                    }
                }
                None => faults.push(format!("{at}: no list: {value}")),
            }
            return;
        }
        if let Some(inner) = kind.strip_prefix('{').and_then(|kind| kind.strip_suffix('}')) {
            match value.as_object() {
                Some(all) => all.iter().for_each(|(key, item)| {
                    self.check(&format!("{at}.{key}"), inner, item, faults);
                }),
                None => faults.push(format!("{at}: no object: {value}")),
            }
            return;
        }
        let is_right = match self.0.get(kind) {
            Some(entity) => {
                return self.check_entity(at, kind, entity.as_table().unwrap(), value, faults);
            }
            None => is_plain(kind, value),
        };
        if !is_right {
            faults.push(format!("{at}: not {kind}: {value}"));
        }
    }

    fn check_entity(
        &self,
        at: &str,
        name: &str,
        entity: &Table,
        value: &Value,
        faults: &mut Vec<String>,
    ) {
        let Some(object) = value.as_object() else {
            return faults.push(format!("{at}: not {name}: {value}"));
        };
        let fields = self.fields(entity);
        for (field, kind) in &fields {
            let (key, may_miss) = match field.strip_suffix('?') {
                Some(key) => (key, true),
                None => (field.as_str(), false),
            };
            match object.get(key) {
                Some(inner) => self.check(&format!("{at}.{key}"), kind, inner, faults),
                None if may_miss => {}
                None => faults.push(format!("{at}.{key} is missing in {name}")),
            }
        }
        let known =
            |key: &String| fields.iter().any(|(field, _)| field.trim_end_matches('?') == key);
        let unknown = object.keys().filter(|key| !known(key));
        faults.extend(unknown.map(|key| format!("{at}.{key} is unknown in {name}")));
    }

    /// The fields of an entity; those under an empty name are those of another as well.
    fn fields(&self, entity: &Table) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for (field, kind) in entity {
            let kind = kind.as_str().unwrap();
            if field.is_empty() {
                fields.extend(self.fields(self.0[kind].as_table().unwrap()));
            } else {
                fields.push((field.clone(), kind.to_owned()));
            }
        }
        fields
    }
}

fn is_plain(kind: &str, value: &Value) -> bool {
    let text = value.as_str();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        "any" => true,
        "text" => text.is_some(),
        "flag" => value.is_boolean(),
        "number" => value.is_number(),
        "count" => value.as_u64().is_some(),
        "id" | "count-text" => text.is_some_and(digits),
        "url" => text.is_some_and(|text| text.starts_with("https://")),
        "day" => text.is_some_and(|text| shape(text) == "0000-00-00"),
        "date" => text.is_some_and(|text| shape(text) == "0000-00-00T00:00:00.000Z"),
        _ if kind.contains('|') => text.is_some_and(|text| kind.split('|').any(|one| one == text)),
        _ => panic!("there is no type {kind}"),
    }
}

/// With each digit made a nought.
fn shape(text: &str) -> String {
    text.chars().map(|one| if one.is_ascii_digit() { '0' } else { one }).collect()
}
