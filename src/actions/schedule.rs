//! Posting later: what waits, when it is due, and what becomes of it then.

use super::post::{self, NewPost};
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::{AccountId, ScheduledId};
use crate::jobs::job::Job;
use crate::store::scheduled::{self, Scheduled};
use crate::store::{Read, Write, jobs};

/// Sooner than this is at once.
const SOONEST_MS: i64 = 5 * 60_000;
/// The year 9999, the last that dates are written with.
const LATEST_MS: i64 = 253_402_300_799_000;
/// As many as in Mastodon.
const MOST: i64 = 300;

/// Keeps a post until its time. A second request with the same idempotency key finds the first.
///
/// # Errors
/// Invalid if it could not be posted, or not at that time.
pub async fn schedule(
    app: &App,
    owner: AccountId,
    new: NewPost,
    at_ms: i64,
) -> Result<ScheduledId> {
    new.draft.check()?;
    check_time(at_ms, app.clock.now_ms())?;
    let id: ScheduledId = app.ids.next();
    let files = new.draft.media.clone();
    // A key makes the post once, however often the job runs.
    let key = new.idempotency_key.unwrap_or_else(|| format!("scheduled {id}"));
    let post = NewPost { idempotency_key: Some(key.clone()), ..new };
    let row = Scheduled { id, scheduled_ms: at_ms, post_json: serde_json::to_string(&post)? };
    let write = app.store.write(move |tx| {
        if let Some(before) = scheduled::by_key(tx, owner, &key)? {
            return Ok(before);
        }
        if scheduled::count(tx, owner)? >= MOST {
            return Err(Error::invalid("There are too many posts for later already"));
        }
        scheduled::put(tx, owner, &row)?;
        if scheduled::hold(tx, owner, id, &files)? < files.len() {
            return Err(Error::invalid("One of the files is not there, or hangs on another post"));
        }
        wake_at(tx, owner, id, at_ms)?;
        Ok(id)
    });
    write.await
}

/// Moves a post to another time.
///
/// # Errors
/// Not found if it does not wait; invalid if that is no time for it.
pub async fn move_to(app: &App, owner: AccountId, id: ScheduledId, at_ms: i64) -> Result<()> {
    check_time(at_ms, app.clock.now_ms())?;
    let write = app.store.write(move |tx| {
        let row = own(tx, owner, id)?;
        scheduled::put(tx, owner, &Scheduled { scheduled_ms: at_ms, ..row })?;
        wake_at(tx, owner, id, at_ms)
    });
    write.await
}

/// A post of the owner's that waits.
///
/// # Errors
/// Not found, whether it is missing or somebody else's.
pub fn own(db: &Read, owner: AccountId, id: ScheduledId) -> Result<Scheduled> {
    let row = scheduled::by_ids(db, owner, &[id])?.pop();
    row.ok_or_else(|| Error::not_found("Record"))
}

/// What is to be posted.
///
/// # Errors
/// Internal if the row is of another version.
pub fn post_in(row: &Scheduled) -> Result<NewPost> {
    Ok(serde_json::from_str(&row.post_json)?)
}

/// Posts what is due. Answers when to look again, if it was moved meanwhile.
///
/// # Errors
/// Those of the store. What cannot be posted any more, because what it answers is gone, stays for the owner to see.
pub async fn post_due(app: &App, owner: AccountId, id: ScheduledId) -> Result<Option<i64>> {
    let found = app.store.read(move |db| scheduled::by_ids(db, owner, &[id])).await?.pop();
    let Some(row) = found else { return Ok(None) };
    if row.scheduled_ms > app.clock.now_ms() {
        return Ok(Some(row.scheduled_ms));
    }
    match post::post(app, owner, NewPost { scheduled: Some(id), ..post_in(&row)? }).await {
        Ok(_) => Ok(None),
        Err(error) if matches!(error.kind(), Kind::Invalid | Kind::NotFound) => {
            tracing::warn!(%error, "a post for later cannot be posted");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn wake_at(tx: &Write, owner: AccountId, id: ScheduledId, at_ms: i64) -> Result<()> {
    let job = Job::PostScheduled { account: owner, scheduled: id };
    jobs::enqueue(tx, &job, at_ms, Some(&format!("scheduled:{id}")))
}

fn check_time(at_ms: i64, now_ms: i64) -> Result<()> {
    match (now_ms + SOONEST_MS..=LATEST_MS).contains(&at_ms) {
        true => Ok(()),
        false => Err(Error::invalid(
            "Validation failed: Scheduled at must be at least 5 minutes in the future",
        )),
    }
}
