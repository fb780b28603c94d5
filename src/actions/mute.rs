//! Hearing nothing of somebody, for a while or for good. They are not told.

use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::jobs::job::Job;
use crate::store::mutes::{self, Mute};
use crate::store::{Write, follows, home, jobs, list_timelines};

/// Mutes somebody.
///
/// # Errors
/// Not found if the account is not there; forbidden to oneself.
pub async fn mute(app: &App, owner: AccountId, target: AccountId, mute: Mute) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| {
        let target = visible::account(tx, target)?.id;
        if target == owner {
            return Err(Error::forbidden("You cannot mute yourself"));
        }
        mutes::put(tx, owner, target, mute, now_ms)?;
        home::remove_author(tx, owner, target)?;
        list_timelines::remove_author(tx, owner, target)?;
        let Some(expires_ms) = mute.expires_ms else { return Ok(()) };
        let job = Job::EndMute { account: owner, target };
        jobs::enqueue(tx, &job, expires_ms, Some(&format!("mute:{owner}:{target}")))
    });
    write.await
}

/// Mutes somebody no longer.
///
/// # Errors
/// Not found if the account is not there.
pub async fn unmute(app: &App, owner: AccountId, target: AccountId) -> Result<()> {
    let write = app.store.write(move |tx| {
        let target = visible::account(tx, target)?.id;
        if mutes::delete(tx, owner, target)? { hear_again(tx, owner, target) } else { Ok(()) }
    });
    write.await
}

/// Ends a mute whose time is over. Answers when to look again, if it was made longer meanwhile.
///
/// # Errors
/// Those of the store.
pub async fn expire(app: &App, owner: AccountId, target: AccountId) -> Result<Option<i64>> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| {
        let ends = mutes::between(tx, owner, target)?.and_then(|mute| mute.expires_ms);
        match ends {
            None => Ok(None),
            Some(later) if later > now_ms => Ok(Some(later)),
            Some(_) => {
                mutes::delete(tx, owner, target)?;
                hear_again(tx, owner, target)?;
                Ok(None)
            }
        }
    });
    write.await
}

/// The newest posts come back to where they were taken out.
fn hear_again(tx: &Write, owner: AccountId, target: AccountId) -> Result<()> {
    if follows::is_accepted(tx, owner, target)? {
        home::add_author(tx, owner, target)?;
    }
    list_timelines::add_author(tx, owner, target)
}
