//! A property that holds nothing, one value or a list of values, as JSON-LD allows everywhere.
//!
//! Lists inside lists mean nothing in ActivityStreams and are passed on as they are.

use serde_json::Value;

/// The values of `object[key]`; none when it is missing or null.
pub fn each<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    let values = match object.get(key) {
        None => &[],
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    values.iter().filter(|value| !value.is_null())
}

/// The objects, not strings or numbers, among the values of `object[key]`.
pub fn each_object<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    each(object, key).filter(|value| value.is_object())
}
