//! What is left at the address of a deleted post.

use crate::error::Result;
use crate::protocol::outgoing;
use crate::store::tombstones::Tombstone;

/// The document, to be served with 410.
pub fn document(uri: &str, tombstone: &Tombstone) -> Result<String> {
    let former_type = Some(tombstone.former_type.as_str()).filter(|kind| !kind.is_empty());
    let deleted_ms = Some(tombstone.deleted_ms);
    let tombstone = outgoing::tombstone::Tombstone { id: uri, former_type, deleted_ms };
    Ok(serde_json::to_string(&tombstone.document())?)
}
