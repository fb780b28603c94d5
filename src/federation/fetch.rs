//! The one way to read a document from another server: guarded, signed, and from where its id says.
//!
//! Stores nothing but how the host wants to be signed to. What the document may say is decided by
//! whoever asked for it.
//! Spec: ActivityPub §3.2; FEP-fe34 (origins).

use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use serde_json::Value;
use url::Url;

use super::knock::knock;
use super::signer::Signer;
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::net::{NetError, Response, guard};
use crate::protocol::incoming::{field, uri};
use crate::protocol::{json, media_type};
use crate::store::{accounts, blocks, hosts};

/// Reads the document that `uri` (less its fragment) is the id of. If the document there has another
/// id of the same origin, as pages of posts do, it is read again from that id, once.
///
/// # Errors
/// [`Kind::NotFound`] and [`Kind::Gone`] as its server says (404, 410); [`Kind::Invalid`] for what
/// will stay wrong, our own addresses among it; [`Kind::Upstream`] for the rest. What failed is not
/// asked for again for some minutes.
pub async fn fetch_document(app: &App, uri: &str) -> Result<Value> {
    let asked = uri::without_fragment(uri);
    let document = read(app, asked).await?;
    if field::id_of(&document) == Some(asked) {
        return Ok(document);
    }
    let id = field::object_id(&document).filter(|id| uri::same_origin(id, asked));
    let id = id.ok_or_else(|| Error::invalid("The document is not what was asked for"))?;
    let document = read(app, &id).await?;
    if field::id_of(&document) != Some(id.as_str()) {
        return Err(Error::invalid("The document does not stand by its own id"));
    }
    Ok(document)
}

/// One document, unless it or its host failed a moment ago.
async fn read(app: &App, address: &str) -> Result<Value> {
    let url = approach(app, address).await?;
    let answer = follow(app, url.clone()).await.and_then(|answer| parse(&answer));
    if let Err(error) = &answer {
        tracing::debug!(url = address, %error, "Could not read a document");
        rest(app, &url, address, error);
    }
    answer
}

/// Whether we may go to `address` at all.
///
/// # Errors
/// [`Kind::Invalid`] for what the guard refuses, for our own addresses, and before we have a domain;
/// [`Kind::Forbidden`] for blocked domains; [`Kind::Busy`] for yet another host below one domain; why
/// it is resting, if it is.
pub(super) async fn approach(app: &App, address: &str) -> Result<Url> {
    let url = guard::parse(address).map_err(NetError::Refused)?;
    let site = app.site().await?;
    if site.is_home_only() {
        return Err(Error::invalid("This server has no domain yet, so it stays by itself"));
    }
    if site.is_local(address) {
        return Err(Error::invalid("That address is on this server"));
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    let resting =
        [address, &host].map(|name| app.net.cooldowns().resting(name, app.clock.now_ms()));
    if let Some(kind) = resting.into_iter().flatten().next() {
        return Err(Error::new(kind, "That failed a moment ago; it is tried again later"));
    }
    let name = host.clone();
    let read = app.store.read(move |db| {
        Ok((blocks::is_domain_blocked(db, &name)?, hosts::by_name(db, &name)?.is_some()))
    });
    let (blocked, met) = read.await?;
    if blocked {
        return Err(Error::forbidden("That server is blocked here"));
    }
    if !met && !app.net.newcomers().admit(&host, app.clock.now_ms()) {
        return Err(Error::busy("Too many new servers below one domain; try again later"));
    }
    Ok(url)
}

/// Remembers for a while that `address`, or its whole host, is not worth asking.
pub(super) fn rest(app: &App, url: &Url, address: &str, error: &Error) {
    let (name, rest_ms) = match error.kind() {
        Kind::Busy | Kind::Internal => return,
        _ if is_unreachable(error) => (url.host_str().unwrap_or_default(), HOST_RESTS_MS),
        _ => (address, DOCUMENT_RESTS_MS),
    };
    app.net.cooldowns().rest(name, app.clock.now_ms() + rest_ms, error.kind());
}

fn is_unreachable(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(NetError::Unreachable(..)))
}

/// Follows redirects within one origin; another one cannot speak for the id that was asked for, and
/// would learn our signature.
async fn follow(app: &App, mut url: Url) -> Result<Response> {
    let signer = application(app).await?;
    let origin = url.origin();
    for _ in 0..=REDIRECTS {
        let answer = knock(app, &signer, &url, accept()).await?;
        let Some(next) = redirect(&answer)? else { return successful(answer) };
        if next.origin() != origin {
            return Err(Error::invalid("The document was moved to another server"));
        }
        url = next;
    }
    Err(Error::invalid("The document was moved too often"))
}

/// The application actor signs what nobody in particular asks for.
async fn application(app: &App) -> Result<Arc<Signer>> {
    let uri = app.site().await?.application();
    let found = app.store.read(move |db| accounts::id_by_uri(db, &uri)).await?;
    let id = found.ok_or_else(|| Error::internal("the application actor is missing"))?;
    app.signers.of(&app.store, id).await
}

/// Where an answer sends us, if it does; checked like every other URL.
pub(super) fn redirect(answer: &Response) -> Result<Option<Url>> {
    if !matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let next = location.and_then(|location| answer.url.join(location).ok());
    let next = next.ok_or_else(|| Error::invalid("The document was moved to nowhere"))?;
    guard::check(&next).map_err(NetError::Refused)?;
    Ok(Some(next))
}

/// An answer that is an answer.
pub(super) fn successful(answer: Response) -> Result<Response> {
    match answer.status {
        status if status.is_success() => Ok(answer),
        StatusCode::NOT_FOUND => {
            Err(Error::new(Kind::NotFound, "The other server has no such thing"))
        }
        StatusCode::GONE => Err(Error::new(Kind::Gone, "It was deleted on the other server")),
        status if may_change(status) => Err(Error::upstream(answered(status))),
        status => Err(Error::invalid(answered(status))),
    }
}

/// Trying again later may help: it could not read our key, was busy or broken.
fn may_change(status: StatusCode) -> bool {
    matches!(status.as_u16(), 401 | 408 | 425 | 429) || status.is_server_error()
}

fn answered(status: StatusCode) -> String {
    format!("The other server answered {}", status.as_u16())
}

fn parse(answer: &Response) -> Result<Value> {
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(media_type::is_activity) {
        return Err(Error::invalid("That is not an ActivityPub document"));
    }
    json::parse(&answer.body, &json::Limits::default())
        .map_err(|cause| Error::invalid("The document cannot be read").caused_by(cause))
}

fn accept() -> HeaderMap {
    // GoToSocial and others want the profile; Mitra and older ones only know the short form.
    let both = "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", \
                application/activity+json";
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(both))])
}

pub(super) const REDIRECTS: usize = 3;
/// Short: a server that restarts should not lose more than it must.
const HOST_RESTS_MS: i64 = 60_000;
const DOCUMENT_RESTS_MS: i64 = 5 * 60_000;
