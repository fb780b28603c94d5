//! One and the same bytes for the same JSON, so that it can be signed.
//!
//! Not the writer of what goes over the wire; only hashes are made of this.
//! Spec: RFC 8785 (JSON Canonicalization Scheme).

use serde_json::{Map, Number, Value};

/// The canonical text of a value.
///
/// Numbers become what JavaScript would print for the nearest double, so `1`, `1.0` and `1e0` are the
/// same, and `-0` is `0`. Nesting is as deep as the value's; parsed JSON is at most 128 deep.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

/// The canonical text of an object.
#[must_use]
pub fn canonical_object(map: &Map<String, Value>) -> String {
    let mut text = String::new();
    write_object(map, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(&number_text(number)),
        Value::String(string) => write_string(string, text),
        Value::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                separate(position, text);
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(map) => write_object(map, text),
    }
}

fn write_object(map: &Map<String, Value>, text: &mut String) {
    let mut members: Vec<(&String, &Value)> = map.iter().collect();
    // §3.2.3: by UTF-16 units, which differs from code points beyond U+FFFF.
    members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    text.push('{');
    for (position, (name, item)) in members.into_iter().enumerate() {
        separate(position, text);
        write_string(name, text);
        text.push(':');
        write(item, text);
    }
    text.push('}');
}

fn separate(position: usize, text: &mut String) {
    if position > 0 {
        text.push(',');
    }
}

/// §3.2.2.2: the short escapes where there is one, lower-case hex for other controls, nothing else.
fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for letter in string.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control if control < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => text.push(other),
        }
    }
    text.push('"');
}

/// §3.2.2.3: `Number.prototype.toString` of ECMAScript (ECMA-262 §6.1.6.1.20).
fn number_text(number: &Number) -> String {
    let double = number.as_f64().unwrap_or_default();
    if double == 0.0 {
        return String::from("0"); // -0 as well
    }
    let scientific = shortest(double.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let sign = if double < 0.0 { "-" } else { "" };
    format!("{sign}{}", place_point(&digits, exponent))
}

/// The shortest digits that read back as the same double, as `d.ddde±x`.
///
/// Where two are equally short and near, ECMAScript takes the even one and Rust the upper one.
fn shortest(double: f64) -> String {
    let upper = format!("{double:e}");
    let mantissa = upper.split_once('e').map_or("", |(mantissa, _)| mantissa);
    let after_point = mantissa.len().saturating_sub("d.".len());
    let even = format!("{double:.after_point$e}");
    if even.parse() == Ok(double) { even } else { upper }
}

/// Puts the decimal point into digits whose first one counts `10^exponent`.
fn place_point(digits: &str, exponent: i32) -> String {
    let Ok(leading_zeros) = usize::try_from(-1 - exponent) else {
        return place_point_after_digits(digits, exponent);
    };
    if leading_zeros < 6 {
        return format!("0.{}{digits}", "0".repeat(leading_zeros));
    }
    with_exponent(digits, exponent)
}

fn place_point_after_digits(digits: &str, exponent: i32) -> String {
    let whole = usize::try_from(exponent).unwrap_or_default().saturating_add(1);
    if whole > 21 {
        return with_exponent(digits, exponent);
    }
    match digits.split_at_checked(whole) {
        Some((before, "")) => before.to_owned(),
        Some((before, after)) => format!("{before}.{after}"),
        None => format!("{digits:0<whole$}"),
    }
}

fn with_exponent(digits: &str, exponent: i32) -> String {
    match digits.split_at_checked(1) {
        Some((first, rest)) if !rest.is_empty() => format!("{first}.{rest}e{exponent:+}"),
        _ => format!("{digits}e{exponent:+}"),
    }
}

#[cfg(test)]
#[path = "jcs_tests.rs"]
mod tests;
