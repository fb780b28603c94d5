//! Accept: somebody agreed to be followed, or to be quoted (FEP-044f), by somebody here.
//!
//! Hostile input 31: only the one who was asked can agree, and only to what was asked.

use super::{Applied, Received};
use crate::error::Result;
use crate::federation::asked::{self, Asked};
use crate::federation::context::Context;
use crate::jobs::job::Job;
use crate::protocol::incoming::uri::same_origin;
use crate::store::statuses::{QuoteState, Status};
use crate::store::{Write, follows, home, jobs, statuses};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    match asked::by_us(tx, cx, received)? {
        Some(Asked::Follow(follow)) => {
            if follows::accept(tx, &follow)? {
                home::add_author(tx, follow.follower_id, follow.target_id)?;
                let backfill = Job::Backfill { account: follow.target_id };
                let dedupe = format!("backfill:{}", follow.target_id);
                jobs::enqueue(tx, &backfill, cx.now_ms, Some(&dedupe))?;
            }
            Ok(Applied::Done)
        }
        Some(Asked::Quote(status)) => quote_granted(tx, cx, received, &status),
        None => Ok(Applied::Ignored("an Accept of what was never asked")),
    }
}

/// The stamp is checked like anybody else's before the quote is shown as agreed.
fn quote_granted(
    tx: &Write,
    cx: &Context,
    received: &Received,
    status: &Status,
) -> Result<Applied> {
    let stamp = received.activity.result.as_ref().and_then(|result| result.uri());
    let at_home = stamp.filter(|stamp| same_origin(stamp, &received.activity.actor));
    let Some(stamp) = at_home else { return Ok(Applied::Ignored("an Accept without a stamp")) };
    statuses::set_quote_state(tx, status.id, QuoteState::Pending, Some(stamp))?;
    jobs::enqueue(tx, &Job::VerifyQuote { status: status.id }, cx.now_ms, None)?;
    Ok(Applied::Done)
}
