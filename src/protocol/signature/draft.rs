//! The older signatures, as Mastodon and nearly everybody sends them.
//!
//! Only this dialect's header and signing string; time, body and key are the claim's.
//! Spec: draft-cavage-http-signatures-12.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::claim::{Claim, Window};
use super::{Dialect, Digest, Request, SignatureError, key_id};
use crate::protocol::http_date;
use crate::protocol::key::KeyKind;

const WHAT: &str = "Signature header";
const LONGEST_BYTES: usize = 8 * 1024;
const MOST_PARAMETERS: usize = 16;
const MOST_NAMES: usize = 32;

/// What a `Signature` header says.
struct Header<'a> {
    key_id: &'a str,
    stated: Option<KeyKind>,
    names: Vec<&'a str>,
    created_s: Option<i64>,
    expires_s: Option<i64>,
    signature: Vec<u8>,
}

/// Reads a `Signature` header and what it covers.
pub(super) fn read(request: &Request<'_>, text: &str) -> Result<Claim, SignatureError> {
    let header = Header::read(text)?;
    key_id::check(header.key_id)?;
    header.covers_enough(request)?;
    let digest = match request.text("digest", "Digest header")? {
        Some(digest) if header.covers("digest") => Some(Digest::read_draft(digest)?),
        _ => None,
    };
    let mut bases = vec![header.base(request, request.target)?];
    // Older servers leave the query of a GET out (GoToSocial's docs/federation/http_signatures.md).
    if !request.has_body() && request.query().is_some() {
        bases.push(header.base(request, request.path())?);
    }
    Ok(Claim {
        key_id: header.key_id.to_owned(),
        dialect: Dialect::Draft,
        stated: header.stated,
        window: header.window(request)?,
        digest,
        bases,
        signature: header.signature,
    })
}

impl<'a> Header<'a> {
    fn read(text: &'a str) -> Result<Self, SignatureError> {
        let parameters = parameters(text)?;
        let find = |name| parameters.iter().find(|(other, _)| *other == name).map(|(_, v)| *v);
        let malformed = SignatureError::Malformed(WHAT);
        let algorithm = find("algorithm").map(str::to_ascii_lowercase);
        let is_generic = matches!(algorithm.as_deref(), None | Some("hs2019"));
        let default_names =
            if algorithm.as_deref() == Some("hs2019") { "(created)" } else { "date" };
        let names = names(find("headers").unwrap_or(default_names))?;
        // §2.3: a signature named after its algorithm must not use the newer time parameters.
        if !is_generic && names.iter().any(|name| matches!(*name, "(created)" | "(expires)")) {
            return Err(malformed);
        }
        Ok(Self {
            key_id: find("keyId").ok_or(malformed)?,
            stated: stated(algorithm.as_deref())?,
            names,
            created_s: find("created").map(seconds).transpose()?,
            expires_s: find("expires").map(seconds).transpose()?,
            signature: STANDARD
                .decode(find("signature").ok_or(malformed)?)
                .map_err(|_| malformed)?,
        })
    }

    fn covers(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    fn covers_enough(&self, request: &Request<'_>) -> Result<(), SignatureError> {
        let required = [
            ("request target", self.covers("(request-target)")),
            ("host", self.covers("host")),
            ("date", self.covers("date") || self.covers("(created)")),
            ("body's digest", self.covers("digest") || !request.has_body()),
        ];
        match required.into_iter().find(|(_, is_covered)| !is_covered) {
            Some((what, _)) => Err(SignatureError::NotCovered(what)),
            None => Ok(()),
        }
    }

    /// The time is what was signed; a parameter or a header beside it counts for nothing.
    fn window(&self, request: &Request<'_>) -> Result<Window, SignatureError> {
        let date = request.text("date", "Date header")?;
        let created_ms = match self.created_s {
            Some(created_s) if self.covers("(created)") => created_s * 1000,
            _ => date.and_then(http_date::read).ok_or(SignatureError::Malformed("Date header"))?,
        };
        let expires_s = self.expires_s.filter(|_| self.covers("(expires)"));
        Ok(Window { created_ms, expires_ms: expires_s.map(|expires_s| expires_s * 1000) })
    }

    /// The signing string (§2.3).
    fn base(&self, request: &Request<'_>, target: &str) -> Result<Vec<u8>, SignatureError> {
        let mut lines = Vec::with_capacity(self.names.len());
        for name in &self.names {
            let value = match *name {
                "(request-target)" => {
                    format!("{} {target}", request.method.to_ascii_lowercase()).into_bytes()
                }
                "(created)" => number(self.created_s)?,
                "(expires)" => number(self.expires_s)?,
                "host" => request.host_as_signed()?,
                other if other.starts_with('(') => return Err(SignatureError::UnknownComponent),
                other => request.field(other)?,
            };
            lines.push([name.as_bytes(), b": ", &value].concat());
        }
        Ok(lines.join(b"\n".as_slice()))
    }
}

/// `name="value",name=number`, without escapes, as §2.1 has them.
fn parameters(text: &str) -> Result<Vec<(&str, &str)>, SignatureError> {
    if text.len() > LONGEST_BYTES {
        return Err(SignatureError::TooMuch(WHAT));
    }
    let malformed = SignatureError::Malformed(WHAT);
    let mut parameters: Vec<(&str, &str)> = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once('=').ok_or(malformed)?;
        let name = name.trim();
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or(malformed)?,
            None => {
                after.split_at_checked(after.find(',').unwrap_or(after.len())).ok_or(malformed)?
            }
        };
        if parameters.iter().any(|(other, _)| *other == name) {
            return Err(SignatureError::Twice("signature parameter"));
        }
        parameters.push((name, value));
        if parameters.len() > MOST_PARAMETERS {
            return Err(SignatureError::TooMuch(WHAT));
        }
        let after = after.trim_start();
        if after.is_empty() {
            return Ok(parameters);
        }
        rest = after.strip_prefix(',').ok_or(malformed)?;
    }
}

fn names(list: &str) -> Result<Vec<&str>, SignatureError> {
    let names: Vec<&str> = list.split_ascii_whitespace().take(MOST_NAMES + 1).collect();
    if names.len() > MOST_NAMES {
        return Err(SignatureError::TooMuch("list of signed headers"));
    }
    for (position, name) in names.iter().enumerate() {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(SignatureError::Malformed("list of signed headers"));
        }
        if names.iter().take(position).any(|earlier| earlier == name) {
            return Err(SignatureError::Twice("signed header"));
        }
    }
    Ok(names)
}

/// `hs2019` says nothing: GoToSocial means RSA with SHA-256 by it, others their Ed25519 key.
fn stated(algorithm: Option<&str>) -> Result<Option<KeyKind>, SignatureError> {
    match algorithm {
        None | Some("hs2019") => Ok(None),
        Some("rsa-sha256") => Ok(Some(KeyKind::Rsa)),
        Some("ed25519" | "ed25519-sha512") => Ok(Some(KeyKind::Ed25519)),
        Some(_) => Err(SignatureError::Algorithm),
    }
}

/// Whole seconds of at most 15 digits, so that milliseconds fit as well.
fn seconds(text: &str) -> Result<i64, SignatureError> {
    let is_number = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| is_number);
    seconds.ok_or(SignatureError::Malformed("signature's time"))
}

fn number(seconds: Option<i64>) -> Result<Vec<u8>, SignatureError> {
    seconds.map(|s| s.to_string().into_bytes()).ok_or(SignatureError::Absent)
}
