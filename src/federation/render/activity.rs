//! Activities with an address of their own: the Create of a post, and a reblog.

use super::note::NoteParts;
use super::reblog::ReblogParts;
use crate::error::{Error, Result};
use crate::federation::activity;
use crate::id::StatusId;
use crate::site::Site;
use crate::store::{Read, own_statuses};

/// The document at the URI of the activity that made a status of this node.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such status.
pub fn document(db: &Read, site: &Site, id: StatusId, now_ms: i64) -> Result<String> {
    let status = own_statuses::by_id(db, id)?.ok_or_else(|| Error::not_found("status"))?;
    if status.reblog_of_uri.is_some() {
        let parts = ReblogParts::read(db, id)?;
        return Ok(serde_json::to_string(&parts.announce().document())?);
    }
    let parts = NoteParts::read(db, site, id, now_ms)?;
    let (uri, note) = (activity::create_uri(site, &parts), parts.note());
    Ok(serde_json::to_string(&activity::create(&uri, &parts, &note).document())?)
}
