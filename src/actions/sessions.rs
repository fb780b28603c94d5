//! The owner's browsers, which need not show the passphrase at each step: a secret in a cookie.
//!
//! Kept in memory, and on disk where that takes it: the owner must get in on a card that takes nothing any
//! more. A secret is kept only as a hash together with that of the passphrase, so a new passphrase ends all.

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, MutexGuard};

use crate::app::App;
use crate::error::{Error, Result};
use crate::store::{owners, settings};

/// So long a browser may stay away, in milliseconds: 30 days.
pub const LIFE_MS: i64 = 30 * DAY_MS;

const DAY_MS: i64 = 24 * 3_600_000;
/// Browsers at a time: phones, desks and some to spare. The one that was away longest falls out.
const MOST: usize = 8;
const KEY: &str = "sessions";

/// Those that were let in; `None` until they were read from disk. Cheap to clone.
#[derive(Clone, Default)]
pub struct Sessions(Arc<Mutex<Option<Vec<Session>>>>);

/// One browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Session {
    hash: String,
    /// When it was last here, to the day.
    seen_ms: i64,
}

/// Whether a browser was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It was not, or that is over.
    No,
    /// It was.
    Yes,
    /// It was, and its cookie should last longer from now on.
    Renewed,
}

/// Lets a browser in that has shown the passphrase; the secret for its cookie.
///
/// # Errors
/// Those of the store. That nothing can be written is none.
pub async fn begin(app: &App) -> Result<String> {
    let (token, passphrase) = (app.random.token(), passphrase(app).await?);
    let hash = hash(&token, &passphrase);
    let mut sessions = all(app).await?;
    let kept = sessions.get_or_insert_default();
    kept.sort_by_key(|session| session.seen_ms);
    kept.drain(..kept.len().saturating_sub(MOST - 1));
    kept.push(Session { hash, seen_ms: app.clock.now_ms() });
    save(app, kept).await;
    Ok(token)
}

/// Whether the browser with this secret was let in.
///
/// # Errors
/// Those of the store.
pub async fn knows(app: &App, token: &str) -> Result<Known> {
    let hash = hash(token, &passphrase(app).await?);
    let now_ms = app.clock.now_ms();
    let mut sessions = all(app).await?;
    let kept = sessions.get_or_insert_default();
    kept.retain(|session| now_ms.saturating_sub(session.seen_ms) < LIFE_MS);
    let Some(session) = kept.iter_mut().find(|session| is_same(&session.hash, &hash)) else {
        return Ok(Known::No);
    };
    if now_ms.saturating_sub(session.seen_ms) < DAY_MS {
        return Ok(Known::Yes);
    }
    session.seen_ms = now_ms;
    save(app, kept).await;
    Ok(Known::Renewed)
}

/// The browser with this secret is not let in any more.
///
/// # Errors
/// Those of the store.
pub async fn end(app: &App, token: &str) -> Result<()> {
    let hash = hash(token, &passphrase(app).await?);
    let mut sessions = all(app).await?;
    let kept = sessions.get_or_insert_default();
    kept.retain(|session| !is_same(&session.hash, &hash));
    save(app, kept).await;
    Ok(())
}

/// What is kept of the owner's passphrase.
async fn passphrase(app: &App) -> Result<String> {
    let found = app.store.read(|db| match owners::first(db)? {
        Some((id, _)) => owners::passphrase_hash(db, id),
        None => Ok(None),
    });
    found.await?.ok_or_else(|| Error::unauthorised("Nobody lives here yet"))
}

async fn all(app: &App) -> Result<MutexGuard<'_, Option<Vec<Session>>>> {
    let mut sessions = app.sessions.0.lock().await;
    if sessions.is_none() {
        let row = app.store.read(|db| settings::value(db, KEY)).await?;
        let kept = row.and_then(|json| serde_json::from_str(&json).ok());
        *sessions = Some(kept.unwrap_or_default());
    }
    Ok(sessions)
}

async fn save(app: &App, kept: &[Session]) {
    let Ok(json) = serde_json::to_string(kept) else { return };
    if let Err(error) = app.store.write(move |tx| settings::set(tx, KEY, &json)).await {
        tracing::warn!(%error, "the owner's browsers are remembered until the next start only");
    }
}

fn hash(token: &str, passphrase: &str) -> String {
    let both = format!("{token}\n{passphrase}");
    URL_SAFE_NO_PAD.encode(digest(&SHA256, both.as_bytes()))
}

/// Compares without telling by its duration where they differ.
fn is_same(a: &str, b: &str) -> bool {
    verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}
