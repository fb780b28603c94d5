//! Structured fields in the one canonical way, as a signature base needs them.
//!
//! Writing only; `structured` reads. Spec: RFC 8941 §4.1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::structured::{Bare, Parameters};

/// Writes an inner list and its parameters in the one canonical way (RFC 8941 §4.1.1.1).
pub(super) fn write_inner_list(items: &[(Bare, Parameters)], parameters: &Parameters) -> String {
    let items: Vec<String> =
        items.iter().map(|(item, own)| write_bare(item) + &write_parameters(own)).collect();
    format!("({}){}", items.join(" "), write_parameters(parameters))
}

fn write_parameters(parameters: &Parameters) -> String {
    let write_one = |(name, value): &(String, Bare)| match value {
        Bare::Boolean(true) => format!(";{name}"),
        other => format!(";{name}={}", write_bare(other)),
    };
    parameters.iter().map(write_one).collect()
}

/// RFC 8941 §4.1.3.1.
fn write_bare(bare: &Bare) -> String {
    match bare {
        Bare::Integer(number) => number.to_string(),
        Bare::Decimal(thousandths) => write_decimal(*thousandths),
        Bare::String(string) => {
            format!("\"{}\"", string.replace('\\', "\\\\").replace('"', "\\\""))
        }
        Bare::Token(token) => token.clone(),
        Bare::Bytes(bytes) => format!(":{}:", STANDARD.encode(bytes)),
        Bare::Boolean(true) => String::from("?1"),
        Bare::Boolean(false) => String::from("?0"),
    }
}

fn write_decimal(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let size = thousandths.unsigned_abs();
    let fraction = format!("{:03}", size % 1000);
    let fraction = match fraction.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    format!("{sign}{}.{fraction}", size / 1000)
}
