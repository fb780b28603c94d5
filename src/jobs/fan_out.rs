//! Puts an activity into the queue of every inbox that it is for.
//!
//! Who it is for was decided by `federation/audience.rs`; sending is in [`deliver`](super::deliver).

use crate::app::App;
use crate::error::Result;
use crate::federation::{audience, prove};
use crate::id::OutgoingId;
use crate::jobs::job::Audience;
use crate::store::deliveries;

/// Adds the proof, finds the inboxes as they are now and queues the activity for each.
///
/// # Errors
/// Those of the store.
pub(super) async fn run(app: &App, outgoing: OutgoingId, audience: Audience) -> Result<()> {
    prove::prove(app, outgoing).await?;
    let inboxes = app.store.read(move |db| audience::inboxes(db, &audience)).await?;
    let now_ms = app.clock.now_ms();
    // In groups, so that other writes are not held up by somebody with many followers.
    for group in inboxes.chunks(GROUP) {
        let group = group.to_vec();
        let queue =
            move |tx: &crate::store::Write| deliveries::enqueue(tx, outgoing, &group, now_ms);
        app.store.write(queue).await?;
    }
    Ok(())
}

const GROUP: usize = 256;
