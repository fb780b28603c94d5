//! The headers that make a request ours.
//!
//! Which dialect a host takes is remembered elsewhere. `Host` is not among the headers: the client
//! that sends the request must send the one that was signed, and must not follow redirects with it.
//! Spec: draft-cavage-12 §3 as Mastodon sends it; RFC 9421 §3.1 with Mastodon's components.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Dialect, Digest};
use crate::protocol::http_date;
use crate::protocol::key::{KeyError, KeyKind, PrivateKey};

/// The media type of every body that we sign.
pub const CONTENT_TYPE: &str = "application/activity+json";

/// A request that is about to leave.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The authority, exactly as the `Host` header will say it.
    pub host: &'a str,
    /// Path and query, exactly as they will be sent.
    pub target: &'a str,
    /// The digest of the body, made once for all hosts; none for a GET.
    pub body: Option<&'a Digest>,
}

/// Signs a request: the headers to add, with lower-case names.
///
/// With a body these include its digest and its `content-type`, [`CONTENT_TYPE`].
///
/// # Errors
/// [`KeyError::Failed`] if the cryptographic library cannot sign.
pub fn sign(
    dialect: Dialect,
    request: &Outgoing<'_>,
    key: &PrivateKey,
    key_id: &str,
    now_ms: i64,
) -> Result<Vec<(&'static str, String)>, KeyError> {
    match dialect {
        Dialect::Draft => sign_draft(request, key, key_id, now_ms),
        Dialect::Message => sign_message(request, key, key_id, now_ms),
    }
}

/// What a 401 says in `Accept-Signature` (RFC 9421 §5.1): we take RFC 9421, with these components.
#[must_use]
pub fn accept_signature(method: &str) -> &'static str {
    match method {
        "GET" | "HEAD" => r#"sig1=("@method" "@target-uri");created"#,
        _ => r#"sig1=("@method" "@target-uri" "content-digest");created"#,
    }
}

fn sign_draft(
    request: &Outgoing<'_>,
    key: &PrivateKey,
    key_id: &str,
    now_ms: i64,
) -> Result<Vec<(&'static str, String)>, KeyError> {
    let method = request.method.to_ascii_lowercase();
    let mut headers = vec![("date", http_date::write(now_ms))];
    if let Some(digest) = request.body {
        headers.push(("digest", digest.draft_header()));
        headers.push(("content-type", CONTENT_TYPE.to_owned()));
    }
    let mut names = String::from("(request-target) host");
    let mut base = format!("(request-target): {method} {}\nhost: {}", request.target, request.host);
    for (name, value) in &headers {
        names.push_str(&format!(" {name}"));
        base.push_str(&format!("\n{name}: {value}"));
    }
    // Mastodon and snac read nothing but rsa-sha256 here.
    let algorithm = match key.kind() {
        KeyKind::Rsa => "rsa-sha256",
        KeyKind::Ed25519 => "hs2019",
    };
    let signature = STANDARD.encode(key.sign(base.as_bytes())?);
    let header = format!(
        r#"keyId="{key_id}",algorithm="{algorithm}",headers="{names}",signature="{signature}""#
    );
    headers.push(("signature", header));
    Ok(headers)
}

fn sign_message(
    request: &Outgoing<'_>,
    key: &PrivateKey,
    key_id: &str,
    now_ms: i64,
) -> Result<Vec<(&'static str, String)>, KeyError> {
    let Outgoing { method, host, target, body } = request;
    let mut headers = Vec::new();
    let mut components = String::from(r#""@method" "@target-uri""#);
    let mut base = format!("\"@method\": {method}\n\"@target-uri\": https://{host}{target}\n");
    if let Some(digest) = body.map(Digest::message_header) {
        components.push_str(r#" "content-digest""#);
        base.push_str(&format!("\"content-digest\": {digest}\n"));
        headers.push(("content-digest", digest));
        headers.push(("content-type", CONTENT_TYPE.to_owned()));
    }
    let algorithm = match key.kind() {
        KeyKind::Rsa => "rsa-v1_5-sha256",
        KeyKind::Ed25519 => "ed25519",
    };
    let created_s = now_ms.div_euclid(1000);
    let params =
        format!(r#"({components});created={created_s};alg="{algorithm}";keyid="{key_id}""#);
    base.push_str(&format!("\"@signature-params\": {params}"));
    let signature = STANDARD.encode(key.sign(base.as_bytes())?);
    headers.push(("signature-input", format!("sig1={params}")));
    headers.push(("signature", format!("sig1=:{signature}:")));
    Ok(headers)
}
