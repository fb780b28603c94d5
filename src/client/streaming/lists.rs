//! Lists, as far as streams need them. There are none in the store yet, so nobody can listen to one.
//!
//! The two questions are all that has to lead to a table.

use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::store::Read;

/// Row id of a list.
pub(super) type ListId = i64;

/// Whether the list is this person's.
pub(super) fn belongs(_db: &Read, _list: ListId, _owner: AccountId) -> Result<bool> {
    Ok(false)
}

/// The lists of this person that show a status.
pub(super) fn showing(_db: &Read, _owner: AccountId, _status: StatusId) -> Result<Vec<ListId>> {
    Ok(Vec::new())
}
