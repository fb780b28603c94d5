//! Deleting a post for good.

use super::visible;
use crate::app::App;
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::publish;
use crate::id::{AccountId, StatusId};
use crate::media::unneeded;
use crate::store::{statuses, tombstones, uploads};

/// What becomes of the files of a deleted post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// They can be posted again within a day: apps offer "delete and write again".
    Kept,
    /// They go with the post.
    Gone,
}

/// Deletes an own post or reblog and tells everybody who got it. What is left is a tombstone.
///
/// # Errors
/// Not found if it is not the owner's.
pub async fn delete(app: &App, owner: AccountId, id: StatusId, files: Files) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::own_post(tx, owner, id)?;
        if status.reblog_of_id.is_some() {
            publish::unreblogged(tx, &cx, id)?;
        } else {
            publish::deleted(tx, &cx, &status)?;
            tombstones::insert(
                tx,
                &status.uri,
                status.account_id,
                publish::former_type(&status),
                cx.now_ms,
            )?;
        }
        let gone = match files {
            Files::Gone => uploads::sums_of_status(tx, id)?,
            Files::Kept => {
                uploads::release(tx, id, cx.now_ms)?;
                Vec::new()
            }
        };
        statuses::delete(tx, &status)?;
        Ok(gone)
    });
    unneeded::remove_soon(app, write.await?);
    Ok(())
}
