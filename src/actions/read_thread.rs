//! Somebody here reads a thread: what was answered to it elsewhere is looked for.
//!
//! Reading does not wait for that; the answers are there the next time.

use crate::app::App;
use crate::error::Result;
use crate::federation::replies;
use crate::id::StatusId;
use crate::jobs::job::Job;
use crate::store::jobs;

/// Has the answers to a status fetched, unless that was done a moment ago.
///
/// # Errors
/// [`crate::error::Kind::NotFound`] if the status is not here.
pub async fn read_thread(app: &App, status: StatusId) -> Result<()> {
    let now_ms = app.clock.now_ms();
    if app.store.read(move |db| replies::due(db, status, now_ms)).await?.is_none() {
        return Ok(());
    }
    app.refreshes.begin(status, now_ms);
    let write = app.store.write(move |tx| {
        let job = Job::FetchReplies { status };
        jobs::enqueue(tx, &job, now_ms, Some(&format!("replies:{status}")))
    });
    write.await
}
