//! The posts and people that an owner can do something with.

use crate::error::{Error, Result};
use crate::federation::apply::may_see;
use crate::id::{AccountId, StatusId};
use crate::store::Read;
use crate::store::accounts::{self, Account};
use crate::store::statuses::{self, Status};

/// A post that `viewer` may see; a reblog stands for the post that it reblogs.
///
/// # Errors
/// Not found, whether it is missing or not for their eyes.
pub fn post(db: &Read, viewer: AccountId, id: StatusId) -> Result<Status> {
    let missing = || Error::not_found("post");
    let mut status = statuses::by_id(db, id)?.ok_or_else(missing)?;
    if let Some(original) = status.reblog_of_id {
        status = statuses::by_id(db, original)?.ok_or_else(missing)?;
    }
    if may_see(db, &status, viewer)? { Ok(status) } else { Err(missing()) }
}

/// A post that `owner` wrote.
///
/// # Errors
/// Not found, whether it is missing or somebody else's.
pub fn own_post(db: &Read, owner: AccountId, id: StatusId) -> Result<Status> {
    let status = statuses::by_id(db, id)?.filter(|status| status.account_id == owner);
    status.ok_or_else(|| Error::not_found("post"))
}

/// An account that is still there.
///
/// # Errors
/// Not found.
pub fn account(db: &Read, id: AccountId) -> Result<Account> {
    let account = accounts::by_id(db, id)?.filter(|account| !account.gone);
    account.ok_or_else(|| Error::not_found("account"))
}
