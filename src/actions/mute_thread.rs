//! Hearing no more of a thread. Nobody is told.

use super::visible;
use crate::app::App;
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::store::muted_threads;

/// Mutes the thread that a post is in.
///
/// # Errors
/// Not found if the owner cannot see the post.
pub async fn mute(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        muted_threads::insert(tx, owner, status.id)
    });
    write.await
}

/// Mutes it no longer.
///
/// # Errors
/// Not found if the owner cannot see the post.
pub async fn unmute(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        muted_threads::delete(tx, owner, status.id)
    });
    write.await
}
