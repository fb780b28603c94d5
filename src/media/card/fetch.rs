//! Reads a page of a stranger, as far as it tells what it is.

use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use url::Url;

use crate::app::App;
use crate::error::{Error, Result};
use crate::net::{Download, NetError, Request, guard};
use crate::store::blocks;
use crate::store::cards::Card;
use crate::text::page_head::{self, PageHead};

/// What the page behind `url` says of itself.
///
/// # Errors
/// Why it says nothing.
pub(super) async fn fetch(app: &App, url: &str) -> Result<Card> {
    let mut answer = follow(app, approach(app, url).await?).await?;
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml+xml") {
        return Err(Error::invalid("That is no page"));
    }
    let bytes = beginning(&mut answer).await?;
    let head = page_head::read(&decoded(&bytes, &kind));
    card(url, &answer.url, head).ok_or_else(|| Error::invalid("The page does not say what it is"))
}

async fn approach(app: &App, url: &str) -> Result<Url> {
    let address = guard::parse(url).map_err(NetError::Refused)?;
    let site = app.site().await?;
    if site.is_home_only() || site.is_local(url) {
        return Err(Error::invalid("That is not on another server"));
    }
    let host = address.host_str().unwrap_or_default().to_owned();
    if app.store.read(move |db| blocks::is_domain_blocked(db, &host)).await? {
        return Err(Error::forbidden("That server is blocked here"));
    }
    Ok(address)
}

/// Follows redirects to wherever they lead: links are shortened and moved.
async fn follow(app: &App, mut url: Url) -> Result<Download> {
    for _ in 0..=REDIRECTS {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("text/html, application/xhtml+xml;q=0.9"));
        let (from, asked) = (app.site().await?.host.clone(), url.clone());
        let request = Request { method: Method::GET, url, headers, body: Bytes::new(), from };
        // However long it is: only the beginning is read.
        let answer = app.net.download(request, u64::MAX).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let next = answer.headers.get(LOCATION).filter(|_| answer.status.is_redirection());
        let next = next.and_then(|next| asked.join(next.to_str().ok()?).ok());
        url = next.ok_or_else(|| Error::invalid("The other server shows no page"))?;
        guard::check(&url).map_err(NetError::Refused)?;
    }
    Err(Error::invalid("It was moved too often"))
}

/// Up to the body of the page, as far as that comes early.
async fn beginning(answer: &mut Download) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(piece) = answer.next().await? {
        let from = bytes.len().saturating_sub(BODY.len());
        let room = MOST_BYTES.saturating_sub(bytes.len());
        bytes.extend(piece.iter().take(room));
        let new = bytes.get(from..).unwrap_or_default();
        let has_body = new.windows(BODY.len()).any(|word| word.eq_ignore_ascii_case(BODY));
        if bytes.len() >= MOST_BYTES || has_body {
            break;
        }
    }
    Ok(bytes)
}

/// UTF-8, or the one other encoding of the old web that is as simple.
fn decoded(bytes: &[u8], kind: &str) -> String {
    let is_latin =
        ["iso-8859-1", "windows-1252", "iso-8859-15"].iter().any(|name| kind.contains(name));
    match is_latin && std::str::from_utf8(bytes).is_err() {
        true => bytes.iter().map(|byte| char::from(*byte)).collect(),
        false => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn card(url: &str, page: &Url, head: PageHead) -> Option<Card> {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let image = page.join(&head.image).ok().filter(|image| image.scheme() == "https");
    let image = image.filter(|_| !head.image.is_empty()).map(String::from);
    let published: Option<jiff::Timestamp> = head.published.parse().ok();
    let provider_name = some(head.site).or_else(|| page.host_str().map(str::to_owned));
    Some(Card {
        url: url.to_owned(),
        title: some(head.title)?,
        description: head.description,
        author_name: head.author,
        provider_name: provider_name.unwrap_or_default(),
        language: some(head.language),
        image_description: if image.is_some() { head.image_description } else { String::new() },
        image_size: head.image_size.filter(|_| image.is_some()).map(|(w, h)| (w.into(), h.into())),
        image_url: image.filter(|image| image.len() <= LONGEST_URL),
        published_ms: published.map(jiff::Timestamp::as_millisecond),
        fetched_ms: 0,
    })
}

const BODY: &[u8] = b"<body";
const MOST_BYTES: usize = 1 << 20;
const LONGEST_URL: usize = 2000;
const REDIRECTS: usize = 3;
