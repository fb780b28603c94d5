//! Who is on a list, and whose posts are in its timeline because of that.

use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, ListId};
use crate::store::lists::{self, List};
use crate::store::{Read, Write, follows, home, list_timelines};

/// A list of the owner's.
///
/// # Errors
/// Not found, whether it is missing or somebody else's.
pub fn own(db: &Read, owner: AccountId, list: ListId) -> Result<List> {
    lists::by_id(db, owner, list)?.ok_or_else(|| Error::not_found("Record"))
}

/// Puts people on a list: all of them or none.
///
/// # Errors
/// Not found if the list or somebody is not there, or is not followed: nothing of theirs would come.
pub async fn add(app: &App, owner: AccountId, list: ListId, who: Vec<AccountId>) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| {
        let list = own(tx, owner, list)?;
        for member in who {
            let member = visible::account(tx, member)?.id;
            if member != owner && follows::between(tx, owner, member)?.is_none() {
                return Err(Error::not_found("Follow"));
            }
            if lists::add(tx, list.id, member, now_ms)? {
                list_timelines::add_member(tx, list.id, member)?;
                leave_home(tx, owner, &list, member)?;
            }
        }
        Ok(())
    });
    write.await
}

/// Takes people off a list.
///
/// # Errors
/// Not found if the list is not there.
pub async fn remove(app: &App, owner: AccountId, list: ListId, who: Vec<AccountId>) -> Result<()> {
    let write = app.store.write(move |tx| {
        let list = own(tx, owner, list)?;
        for member in who {
            lists::remove(tx, list.id, member)?;
            list_timelines::remove_member(tx, list.id, member)?;
        }
        Ok(())
    });
    write.await
}

/// What is in an exclusive list is not in home.
fn leave_home(tx: &Write, owner: AccountId, list: &List, member: AccountId) -> Result<()> {
    if list.exclusive && member != owner { home::remove_author(tx, owner, member) } else { Ok(()) }
}
