//! Downward in a thread: what was answered to a post of another server.
//!
//! The post's server says which answers there are; what they say is asked of their own servers.

use super::budget::Budget;
use super::collection_pages;
use super::fetch::fetch_document;
use super::remote_status::{alone, stored};
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::StatusId;
use crate::protocol::incoming::{Object, ObjectRef};
use crate::store::{Read, statuses};

/// Fetches the answers to a status that are not here yet, unless that was done a moment ago.
///
/// # Errors
/// [`Kind::NotFound`] if the status is not here; those of [`fetch_document`] for the post itself.
pub async fn fetch_replies(app: &App, id: StatusId) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let due = app.store.read(move |db| due(db, id, now_ms)).await;
    let fetched = match due {
        Ok(Some(uri)) => fetch(app, id, &uri, now_ms).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    // Whatever became of it: it is not looked for again for a while.
    app.refreshes.end(id);
    fetched
}

async fn fetch(app: &App, id: StatusId, uri: &str, now_ms: i64) -> Result<()> {
    app.refreshes.begin(id, now_ms);
    app.store.write(move |tx| statuses::set_replies_fetched(tx, id, now_ms)).await?;
    let mut budget = Budget::for_a_job();
    budget.spend()?;
    let document = fetch_document(app, uri).await?;
    let object = Object::read(&document).map_err(|why| Error::invalid(why.0))?;
    let Some(replies) = &object.replies else { return Ok(()) };
    let found = collection_pages::read(app, replies, uri, REPLIES, &mut budget).await?;
    for reply in found.items.iter().filter_map(ObjectRef::uri) {
        let is_new = matches!(stored(app, reply).await, Ok(None));
        match alone(app, reply, &mut budget).await {
            Err(error) if error.kind() == Kind::Busy => break,
            Err(error) => tracing::debug!(uri = reply, %error, "Could not read a reply"),
            Ok(_) if is_new => app.refreshes.found_one(id),
            Ok(_) => {}
        }
    }
    Ok(())
}

/// The URI of the status, if it is another server's and its answers may be asked for at `now_ms`.
///
/// # Errors
/// [`Kind::NotFound`] if the status is not here.
pub fn due(db: &Read, id: StatusId, now_ms: i64) -> Result<Option<String>> {
    let status = statuses::by_id(db, id)?.ok_or_else(|| Error::not_found("status"))?;
    let last = statuses::replies_fetched_ms(db, id)?;
    let rested = last.is_none_or(|last| last <= now_ms - REST_MS);
    let elsewhere = !status.local && status.reblog_of_id.is_none();
    Ok((rested && elsewhere).then_some(status.uri))
}

const REPLIES: usize = 100;
/// As long as Mastodon waits.
const REST_MS: i64 = 15 * 60_000;
