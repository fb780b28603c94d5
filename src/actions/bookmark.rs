//! Keeping a post for later. Nobody else is told.

use super::visible;
use crate::app::App;
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::store::bookmarks;

/// Keeps a post.
///
/// # Errors
/// Not found if the owner cannot see it.
pub async fn bookmark(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        bookmarks::insert(tx, owner, status.id, now_ms)
    });
    write.await
}

/// Keeps a post no longer.
///
/// # Errors
/// Not found if the owner cannot see it.
pub async fn unbookmark(app: &App, owner: AccountId, id: StatusId) -> Result<()> {
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, id)?;
        bookmarks::delete(tx, owner, status.id)
    });
    write.await
}
