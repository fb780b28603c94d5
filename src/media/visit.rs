//! The way to a file or page of a stranger, wherever it was moved to; each stop is judged like the first.

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, HeaderMap, HeaderValue, LOCATION};
use url::Url;

use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::net::{Download, NetError, Request, guard};
use crate::store::{Read, blocks};

/// Whether we may go to `url` at all.
///
/// # Errors
/// [`Kind::Invalid`] for what the guard refuses and for our own addresses; [`Kind::Forbidden`] for blocked servers.
pub(super) async fn approach(app: &App, url: &str) -> Result<Url> {
    let address = guard::parse(url).map_err(NetError::Refused)?;
    let site = app.site().await?;
    if site.is_home_only() || site.is_local(url) {
        return Err(Error::invalid("That is not on another server"));
    }
    let host = address.host_str().unwrap_or_default().to_owned();
    if app.store.read(move |db: &Read| blocks::is_domain_blocked(db, &host)).await? {
        return Err(Error::forbidden("That server is blocked here"));
    }
    Ok(address)
}

/// Asks for what is at `url`, of which `most` bytes may come. Follows redirects, as browsers do.
///
/// # Errors
/// Those of [`approach`], for each stop; [`Kind::NotFound`] where there is nothing; those of the network.
pub(super) async fn visit(
    app: &App,
    url: &str,
    accept: &'static str,
    most: u64,
) -> Result<Download> {
    let (mut url, from) = (approach(app, url).await?, app.site().await?.host.clone());
    for _ in 0..=REDIRECTS {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
        let (asked, from) = (url.clone(), from.clone());
        let request = Request { method: Method::GET, url, headers, body: Bytes::new(), from };
        let answer = app.net.download(request, most).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let next = answer.headers.get(LOCATION).filter(|_| answer.status.is_redirection());
        let next = next.and_then(|next| asked.join(next.to_str().ok()?).ok());
        let next = next.ok_or_else(|| refused(answer.status.as_u16()))?;
        url = approach(app, next.as_str()).await?;
    }
    Err(Error::invalid("It was moved too often"))
}

fn refused(status: u16) -> Error {
    let message = format!("The other server answered {status}");
    match status {
        404 | 410 => Error::new(Kind::NotFound, message),
        400..=499 => Error::invalid(message),
        _ => Error::upstream(message),
    }
}

const REDIRECTS: usize = 3;
