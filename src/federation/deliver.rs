//! One signed POST to an inbox.
//!
//! What the answer means, and when to try again, is in `jobs`.
//! Spec: ActivityPub §7.1; HTTP signatures in both dialects.

use std::time::Duration;

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::HeaderMap;
use url::{Position, Url};

use super::signer::Signer;
use crate::net::{Limits, Net, NetError, Request, Response, guard};
use crate::protocol::signature::{Dialect, Digest, Outgoing};

/// An activity as bytes, with their digest: made once for however many inboxes.
pub struct Body {
    /// The bytes.
    pub json: Bytes,
    /// Their digest.
    pub digest: Digest,
}

impl Body {
    /// The body of an activity.
    pub fn new(json: String) -> Self {
        let digest = Digest::of(json.as_bytes());
        Self { json: json.into(), digest }
    }
}

/// Who sends what to whom.
pub struct Letter<'a> {
    /// Who signs.
    pub signer: &'a Signer,
    /// Our own host.
    pub from: &'a str,
    /// The inbox.
    pub inbox_url: &'a str,
    /// The activity.
    pub body: &'a Body,
    /// The time of the signature.
    pub now_ms: i64,
}

/// An answer, and the dialect that it was the answer to.
pub struct Answer {
    /// The answer.
    pub response: Response,
    /// How the request was signed in the end.
    pub dialect: Dialect,
}

/// Signs and sends, first in the dialect that the host is believed to take. Some take only the other
/// one and say 400 or 401, so then that is tried once; Mastodon 4.7 does the same.
///
/// # Errors
/// There was no answer, or the address cannot be used.
pub async fn post(net: &Net, letter: &Letter<'_>, believed: Dialect) -> Result<Answer, NetError> {
    let response = send(net, letter, believed).await?;
    if !matches!(response.status.as_u16(), 400 | 401) {
        return Ok(Answer { response, dialect: believed });
    }
    let other = match believed {
        Dialect::Draft => Dialect::Message,
        Dialect::Message => Dialect::Draft,
    };
    let second = send(net, letter, other).await?;
    if second.status.is_success() {
        return Ok(Answer { response: second, dialect: other });
    }
    Ok(Answer { response, dialect: believed })
}

async fn send(net: &Net, letter: &Letter<'_>, dialect: Dialect) -> Result<Response, NetError> {
    let url = guard::parse(letter.inbox_url)?;
    let headers = signed(letter, &url, dialect)?;
    let body = letter.body.json.clone();
    let request =
        Request { method: Method::POST, url, headers, body, from: letter.from.to_owned() };
    net.send(request, Limits { body_bytes: 0, deadline: DEADLINE }).await
}

fn signed(letter: &Letter<'_>, url: &Url, dialect: Dialect) -> Result<HeaderMap, NetError> {
    let request = Outgoing {
        method: "POST",
        host: &url[Position::BeforeHost..Position::AfterPort],
        target: &url[Position::BeforePath..Position::AfterQuery],
        body: Some(&letter.body.digest),
    };
    letter.signer.headers(dialect, &request, letter.now_ms)
}

/// A server that takes longer to say "202" is not well.
const DEADLINE: Duration = Duration::from_secs(10);
