//! Remove: somebody unpinned a post of theirs.

use super::{Applied, Received, add};
use crate::error::Result;
use crate::store::{Write, pins, statuses};

pub(super) fn apply(tx: &Write, received: &Received) -> Result<Applied> {
    if !add::is_own_featured(tx, received)? {
        return Ok(Applied::Ignored("a Remove from a collection that is not the sender's pins"));
    }
    let status = match add::own_object(&received.activity) {
        Some(uri) => statuses::by_uri(tx, uri)?,
        None => None,
    };
    let Some(status) = status else { return Ok(Applied::Ignored("a Remove of what is not here")) };
    pins::delete(tx, received.actor_id, status.id)?;
    Ok(Applied::Done)
}
