//! Previews of links: read when the owner first sees a post that has one, slowly, one after the other.
//!
//! What nobody saw is not asked for, so a link that goes round brings no crowd of nodes to a small site at once.

mod fetch;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::store::cards::{self, Card};

/// Links that were seen and have no card. In memory: whoever looks again sees them again. Cheap to clone.
#[derive(Clone, Default)]
pub struct Wanted(Arc<Inner>);

#[derive(Default)]
struct Inner {
    queue: Mutex<VecDeque<String>>,
    bell: Notify,
}

impl Wanted {
    /// Has the page behind this link read soon, unless too many wait already.
    pub fn add(&self, url: &str) {
        let mut queue = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.len() < WAITING && !queue.iter().any(|waiting| waiting == url) {
            queue.push_back(url.to_owned());
            self.0.bell.notify_one();
        }
    }

    async fn next(&self) -> String {
        loop {
            let next = self.0.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            match next {
                Some(url) => return url,
                None => self.0.bell.notified().await,
            }
        }
    }
}

/// Whether a card, or that there is none, is too old to be believed at `now_ms`.
pub fn is_stale(card: Option<&Card>, now_ms: i64) -> bool {
    let Some(card) = card else { return true };
    let life_ms = if card.title.is_empty() { FAILURE_MS } else { LIFE_MS };
    card.fetched_ms + life_ms <= now_ms
}

/// Reads what is wanted for as long as it is polled.
pub async fn run(app: App) {
    loop {
        let url = app.cards.next().await;
        if let Err(error) = read(&app, &url).await {
            tracing::warn!(%error, "a preview of a link could not be stored");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn read(app: &App, url: &str) -> Result<()> {
    app.store.check_room()?;
    let (asked, now_ms) = (url.to_owned(), app.clock.now_ms());
    let known = app.store.read(move |db| cards::by_urls(db, &[&asked])).await?;
    if !is_stale(known.get(url), now_ms) {
        return Ok(());
    }
    let fetched = timeout(LONGEST, fetch::fetch(app, url)).await;
    let card = match fetched.unwrap_or_else(|_| Err(Error::upstream("The page takes too long"))) {
        Ok(card) => card,
        Err(error) if error.kind() == Kind::Internal => return Err(error),
        Err(error) => {
            tracing::debug!(url, %error, "a link has no preview");
            // What was known is better than nothing.
            Card { url: url.to_owned(), ..known.get(url).cloned().unwrap_or_default() }
        }
    };
    app.store.write(move |tx| cards::put(tx, &Card { fetched_ms: now_ms, ..card })).await
}

const WAITING: usize = 64;
/// Others wait for their turn.
const LONGEST: Duration = Duration::from_secs(20);
/// Between two pages.
const PAUSE: Duration = Duration::from_millis(250);
/// Two weeks.
const LIFE_MS: i64 = 14 * 24 * 3_600_000;
/// A day, where there was nothing.
const FAILURE_MS: i64 = 24 * 3_600_000;
