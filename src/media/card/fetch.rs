//! Reads a page of a stranger, as far as it tells what it is.

use hyper::header::CONTENT_TYPE;
use tokio::task::spawn_blocking;
use url::Url;

use crate::app::App;
use crate::error::{Error, Result};
use crate::media::visit::visit;
use crate::net::Download;
use crate::store::cards::Card;
use crate::text::charset;
use crate::text::page_head::{self, PageHead};

/// What the page behind `url` says of itself.
///
/// # Errors
/// Why it says nothing.
pub(super) async fn fetch(app: &App, url: &str) -> Result<Card> {
    // However long it is: only the beginning is read.
    let mut answer = visit(app, url, ACCEPTED, u64::MAX).await?;
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml+xml") {
        return Err(Error::invalid("That is no page"));
    }
    let bytes = beginning(&mut answer).await?;
    let head = spawn_blocking(move || page_head::read(&charset::decode(&bytes, &kind)));
    let head = head.await.map_err(Error::internal)?;
    card(url, &answer.url, head, app.clock.now_ms())
        .ok_or_else(|| Error::invalid("The page does not say what it is"))
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

fn card(url: &str, page: &Url, head: PageHead, now_ms: i64) -> Option<Card> {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let image = page.join(&head.image).ok().filter(|image| image.scheme() == "https");
    let image = image.filter(|_| !head.image.is_empty()).map(String::from);
    let published: Option<jiff::Timestamp> = head.published.parse().ok();
    let published_ms = published.map(jiff::Timestamp::as_millisecond);
    // Apps read numbers and dates into types that hold no more.
    let is_size = |(width, height): &(u32, u32)| *width.max(height) <= LONGEST_SIDE;
    let size = head.image_size.filter(|size| image.is_some() && is_size(size));
    let provider_name = some(head.site).or_else(|| page.host_str().map(str::to_owned));
    Some(Card {
        url: url.to_owned(),
        title: some(head.title)?,
        description: head.description,
        author_name: head.author,
        provider_name: provider_name.unwrap_or_default(),
        language: some(head.language),
        image_description: if image.is_some() { head.image_description } else { String::new() },
        image_size: size.map(|(width, height)| (width.into(), height.into())),
        image_url: image.filter(|image| image.len() <= LONGEST_URL),
        published_ms: published_ms.filter(|ms| (FIRST_MS..=now_ms + DAY_MS).contains(ms)),
        fetched_ms: 0,
    })
}

const BODY: &[u8] = b"<body";
const MOST_BYTES: usize = 1 << 20;
const LONGEST_URL: usize = 2000;
const LONGEST_SIDE: u32 = 32_767;
/// 1990: there was no page before.
const FIRST_MS: i64 = 631_152_000_000;
const DAY_MS: i64 = 24 * 3_600_000;
const ACCEPTED: &str = "text/html, application/xhtml+xml;q=0.9";
