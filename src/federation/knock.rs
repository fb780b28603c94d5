//! One signed GET, signed a second way if the first is refused.
//!
//! Everybody takes draft-cavage; some prefer RFC 9421, and older ones sign no query string. What a
//! host takes is remembered.
//! Spec: "double knocking", SWICG ActivityPub and HTTP Signatures.

use hyper::body::Bytes;
use hyper::header::HeaderMap;
use hyper::{Method, StatusCode};
use url::{Position, Url};

use super::signer::Signer;
use crate::app::App;
use crate::error::Result;
use crate::net::{Limits, Request, Response};
use crate::protocol::signature::{Dialect, Outgoing};
use crate::store::hosts;

/// How a GET is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knock {
    Draft,
    DraftWithoutQuery,
    Message,
}

/// Asks for `url`, with `headers` beside those of the signature.
///
/// # Errors
/// [`Kind::Busy`](crate::error::Kind) as long as the time is not known: others would refuse the signature.
pub(super) async fn knock(
    app: &App,
    signer: &Signer,
    url: &Url,
    headers: HeaderMap,
) -> Result<Response> {
    app.clock.check_trusted()?;
    let first = first_knock(app, url).await?;
    let answer = ask(app, signer, url, headers.clone(), first).await?;
    // Mastodon and GoToSocial answer 401, some 400.
    if !matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::BAD_REQUEST) {
        return Ok(answer);
    }
    let second = match first {
        Knock::Draft if url.query().is_some() => Knock::DraftWithoutQuery,
        Knock::Draft => Knock::Message,
        Knock::DraftWithoutQuery | Knock::Message => Knock::Draft,
    };
    let again = ask(app, signer, url, headers, second).await?;
    if again.status.is_success() {
        remember(app, url, second).await?;
    }
    Ok(again)
}

async fn first_knock(app: &App, url: &Url) -> Result<Knock> {
    let (host, now_ms) = (host(url), app.clock.now_ms());
    let known = app.store.read(move |db| hosts::dialect(db, &host, now_ms)).await?;
    Ok(match known {
        Dialect::Draft => Knock::Draft,
        Dialect::Message => Knock::Message,
    })
}

/// Only of hosts that we met already: a stranger's documents leave no rows.
async fn remember(app: &App, url: &Url, taken: Knock) -> Result<()> {
    let dialect = match taken {
        Knock::Draft => Dialect::Draft,
        Knock::Message => Dialect::Message,
        Knock::DraftWithoutQuery => return Ok(()),
    };
    let (host, now_ms) = (host(url), app.clock.now_ms());
    let write = app.store.write(move |tx| match hosts::by_name(tx, &host)? {
        Some(id) => hosts::remember_dialect(tx, id, dialect, now_ms),
        None => Ok(()),
    });
    write.await
}

async fn ask(
    app: &App,
    signer: &Signer,
    url: &Url,
    mut headers: HeaderMap,
    knock: Knock,
) -> Result<Response> {
    let (dialect, end) = match knock {
        Knock::Draft => (Dialect::Draft, Position::AfterQuery),
        Knock::DraftWithoutQuery => (Dialect::Draft, Position::AfterPath),
        Knock::Message => (Dialect::Message, Position::AfterQuery),
    };
    let target = &url[Position::BeforePath..end];
    let host = host(url);
    let signed = Outgoing { method: "GET", host: &host, target, body: None };
    headers.extend(signer.headers(dialect, &signed, app.clock.now_ms())?);
    let (method, url, body) = (Method::GET, url.clone(), Bytes::new());
    let request = Request { method, url, headers, body, from: app.site().await?.host.clone() };
    Ok(app.net.send(request, Limits::default()).await?)
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
