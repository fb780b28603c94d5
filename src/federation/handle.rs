//! Handles and actors: which actor a handle stands for, and which handle an actor may show.
//!
//! A handle counts only when both sides say so: the domain names the actor, and WebFinger at the
//! actor's own host names the handle. Stores nothing.
//! Spec: RFC 7033; SWICG ActivityPub and WebFinger.

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

use super::fetch::{REDIRECTS, approach, redirect, rest, successful};
use crate::app::App;
use crate::error::{Error, Result};
use crate::net::{Limits, Request, Response};
use crate::protocol::acct::Acct;
use crate::protocol::incoming::Jrd;
use crate::protocol::json;

/// Asks the domain of `acct` for its actor. The subject of the answer is the handle as its domain
/// writes it, which may be at another domain than was asked; that domain was asked, too.
///
/// # Errors
/// [`crate::error::Kind::NotFound`] if there is none; [`crate::error::Kind::Invalid`] if the two
/// domains disagree or make no sense; [`crate::error::Kind::Upstream`] if they do not answer.
pub async fn fetch_handle(app: &App, acct: &Acct) -> Result<Jrd> {
    let first = query(app, acct).await?;
    if same(&first.subject, acct) {
        return Ok(first);
    }
    let second = query(app, &first.subject).await?;
    if same(&second.subject, &first.subject) && second.actor == first.actor {
        return Ok(second);
    }
    Err(Error::invalid("Two servers disagree about whose handle that is"))
}

/// The handle that `actor` may show, if `claimed` leads back to it.
///
/// # Errors
/// Those of [`fetch_handle`].
pub async fn confirm(app: &App, claimed: &Acct, actor: &str) -> Result<Option<Acct>> {
    let jrd = fetch_handle(app, claimed).await?;
    Ok((jrd.actor == actor).then_some(jrd.subject))
}

/// Whether two spellings mean the same handle.
pub fn same(a: &Acct, b: &Acct) -> bool {
    a.domain == b.domain && a.username.eq_ignore_ascii_case(&b.username)
}

async fn query(app: &App, acct: &Acct) -> Result<Jrd> {
    let site = app.site().await?;
    if [&site.handle_domain, &site.host].contains(&&acct.domain) {
        return Err(Error::invalid("That handle is of this server"));
    }
    let address = format!("https://{}/.well-known/webfinger?resource=acct:{acct}", acct.domain);
    let url = approach(app, &address).await?;
    let answer = follow(app, url.clone()).await.and_then(|answer| parse(&answer));
    if let Err(error) = &answer {
        tracing::debug!(%acct, %error, "Could not look up a handle");
        rest(app, &url, &address, error);
    }
    answer
}

/// Domains without a server of their own send us on to another host, so that is followed: the answer
/// still has to agree with what that host's actor says.
async fn follow(app: &App, mut url: Url) -> Result<Response> {
    let from = app.site().await?.host.clone();
    for _ in 0..=REDIRECTS {
        let accept = HeaderValue::from_static("application/jrd+json, application/json");
        let headers = HeaderMap::from_iter([(ACCEPT, accept)]);
        let (method, body, from) = (Method::GET, Bytes::new(), from.clone());
        let request = Request { method, url, headers, body, from };
        let limits = Limits { body_bytes: JRD_BYTES, ..Limits::default() };
        let answer = app.net.send(request, limits).await?;
        match redirect(&answer)? {
            Some(next) => url = approach(app, next.as_str()).await?,
            None => return successful(answer),
        }
    }
    Err(Error::invalid("The handle was moved too often"))
}

fn parse(answer: &Response) -> Result<Jrd> {
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if !["application/jrd+json", "application/json"].contains(&kind) {
        return Err(Error::invalid("That is not a WebFinger answer"));
    }
    let value = json::parse(&answer.body, &json::Limits::default());
    let value = value.map_err(|cause| unreadable().caused_by(cause))?;
    Jrd::read(&value).map_err(|cause| unreadable().caused_by(cause))
}

fn unreadable() -> Error {
    Error::invalid("The WebFinger answer cannot be read")
}

/// Real ones have one or two kilobytes.
const JRD_BYTES: usize = 64 * 1024;
