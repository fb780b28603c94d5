//! HTTP Message Signatures, the standard that followed the draft.
//!
//! Only this dialect's headers and signature base; time, body and key are the claim's.
//! Spec: RFC 9421. The components are those that servers of the network use.

use super::claim::{Claim, Window};
use super::structured::{self, Bare, Member, Parameters, Value};
use super::{Dialect, Digest, Request, SignatureError, key_id, structured_text};
use crate::protocol::http_date;
use crate::protocol::key::KeyKind;

const INPUT: &str = "Signature-Input header";
const SIGNATURE: &str = "Signature header";

/// Reads both headers and takes the first label that we can use.
///
/// The error is that of the first label: a peer that signs once wants to know about that one.
pub(super) fn read(
    request: &Request<'_>,
    input: &str,
    signature: &str,
) -> Result<Claim, SignatureError> {
    let inputs = structured::dictionary(input, INPUT)?;
    let signatures = structured::dictionary(signature, SIGNATURE)?;
    let mut first_error = SignatureError::Malformed(INPUT);
    for (position, input) in inputs.into_iter().enumerate() {
        match read_label(request, input, &signatures) {
            Ok(claim) => return Ok(claim),
            Err(error) if position == 0 => first_error = error,
            Err(_) => {}
        }
    }
    Err(first_error)
}

fn read_label(
    request: &Request<'_>,
    input: Member,
    signatures: &[Member],
) -> Result<Claim, SignatureError> {
    let Value::InnerList(items) = input.value else {
        return Err(SignatureError::Malformed(INPUT));
    };
    let covered = Covered::read(&items)?;
    covered.enough(request)?;
    let parameters = input.parameters;
    let key_id = string(&parameters, "keyid")?.ok_or(SignatureError::Malformed(INPUT))?;
    key_id::check(key_id)?;
    let digest = match request.text("content-digest", "Content-Digest header")? {
        Some(digest) if covered.has("content-digest") => Some(Digest::read_message(digest)?),
        _ => None,
    };
    let params = structured_text::write_inner_list(&items, &parameters);
    Ok(Claim {
        key_id: key_id.to_owned(),
        dialect: Dialect::Message,
        stated: stated(string(&parameters, "alg")?)?,
        window: window(request, &covered, &parameters)?,
        digest,
        bases: vec![covered.base(request, &params)?],
        signature: signature(signatures, &input.name)?,
    })
}

/// The components that a signature covers.
struct Covered<'a>(Vec<&'a str>);

impl<'a> Covered<'a> {
    /// A component with parameters (`;req`, `;bs`, `;sf`, …) is one that nobody here needs.
    fn read(items: &'a [(Bare, Parameters)]) -> Result<Self, SignatureError> {
        let mut names: Vec<&str> = Vec::with_capacity(items.len());
        for (item, parameters) in items {
            let Bare::String(name) = item else { return Err(SignatureError::Malformed(INPUT)) };
            if !parameters.is_empty() {
                return Err(SignatureError::UnknownComponent);
            }
            if names.contains(&name.as_str()) {
                return Err(SignatureError::Twice("signature component"));
            }
            names.push(name);
        }
        Ok(Self(names))
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    fn enough(&self, request: &Request<'_>) -> Result<(), SignatureError> {
        let has_path = self.has("@path") && (self.has("@query") || request.query().is_none());
        let has_target = self.has("@target-uri") || self.has("@request-target") || has_path;
        let has_host = self.has("@target-uri") || self.has("@authority") || self.has("host");
        let required = [
            ("method", self.has("@method")),
            ("request target", has_target),
            ("host", has_host),
            ("body's digest", self.has("content-digest") || !request.has_body()),
        ];
        match required.into_iter().find(|(_, is_covered)| !is_covered) {
            Some((what, _)) => Err(SignatureError::NotCovered(what)),
            None => Ok(()),
        }
    }

    /// The signature base (§2.5).
    fn base(&self, request: &Request<'_>, params: &str) -> Result<Vec<u8>, SignatureError> {
        let mut base = Vec::new();
        for name in &self.0 {
            let value = component(request, name)?;
            base.extend_from_slice(format!("\"{name}\": ").as_bytes());
            base.extend_from_slice(&value);
            base.push(b'\n');
        }
        base.extend_from_slice(format!("\"@signature-params\": {params}").as_bytes());
        Ok(base)
    }
}

/// A component's value (§2.1 and §2.2). We are always asked over https, be it through a proxy.
fn component(request: &Request<'_>, name: &str) -> Result<Vec<u8>, SignatureError> {
    let derived = match name {
        "@method" => request.method.to_owned(),
        "@target-uri" => format!("https://{}{}", request.authority(), request.target),
        "@authority" => request.authority(),
        "@scheme" => String::from("https"),
        "@request-target" => request.target.to_owned(),
        "@path" => request.path().to_owned(),
        "@query" => format!("?{}", request.query().unwrap_or_default()),
        "host" => return request.host_as_signed(),
        derived if derived.starts_with('@') => return Err(SignatureError::UnknownComponent),
        field => return request.field(field),
    };
    Ok(derived.into_bytes())
}

fn window(
    request: &Request<'_>,
    covered: &Covered<'_>,
    parameters: &Parameters,
) -> Result<Window, SignatureError> {
    let date = request.text("date", "Date header")?.filter(|_| covered.has("date"));
    let created_ms = match (seconds(parameters, "created")?, date) {
        (Some(created_s), _) => created_s * 1000,
        (None, Some(date)) => {
            http_date::read(date).ok_or(SignatureError::Malformed("Date header"))?
        }
        (None, None) => return Err(SignatureError::NotCovered("date")),
    };
    let expires_s = seconds(parameters, "expires")?;
    Ok(Window { created_ms, expires_ms: expires_s.map(|expires_s| expires_s * 1000) })
}

fn stated(algorithm: Option<&str>) -> Result<Option<KeyKind>, SignatureError> {
    match algorithm {
        None => Ok(None),
        Some("rsa-v1_5-sha256") => Ok(Some(KeyKind::Rsa)),
        Some("ed25519") => Ok(Some(KeyKind::Ed25519)),
        Some(_) => Err(SignatureError::Algorithm),
    }
}

fn signature(signatures: &[Member], label: &str) -> Result<Vec<u8>, SignatureError> {
    let member = signatures.iter().find(|member| member.name == label);
    match member.map(|member| &member.value) {
        Some(Value::Item(Bare::Bytes(bytes))) => Ok(bytes.clone()),
        _ => Err(SignatureError::Malformed(SIGNATURE)),
    }
}

fn parameter<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a Bare> {
    parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value)
}

fn string<'a>(parameters: &'a Parameters, name: &str) -> Result<Option<&'a str>, SignatureError> {
    match parameter(parameters, name) {
        None => Ok(None),
        Some(Bare::String(text)) => Ok(Some(text)),
        Some(_) => Err(SignatureError::Malformed(INPUT)),
    }
}

/// Structured integers have at most 15 digits, so milliseconds fit as well.
fn seconds(parameters: &Parameters, name: &str) -> Result<Option<i64>, SignatureError> {
    match parameter(parameters, name) {
        None => Ok(None),
        Some(Bare::Integer(seconds)) => Ok(Some(*seconds)),
        Some(_) => Err(SignatureError::Malformed(INPUT)),
    }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
