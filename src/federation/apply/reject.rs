//! Reject: somebody does not (or no longer) want to be followed or quoted by somebody here.

use super::{Applied, Received};
use crate::error::Result;
use crate::federation::asked::{self, Asked};
use crate::federation::context::Context;
use crate::store::statuses::QuoteState;
use crate::store::{Write, follows, home, lists, statuses};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    match asked::by_us(tx, cx, received)? {
        Some(Asked::Follow(follow)) => {
            follows::delete(tx, &follow)?;
            home::remove_author(tx, follow.follower_id, follow.target_id)?;
            lists::remove_from_all(tx, follow.follower_id, follow.target_id)?;
            Ok(Applied::Done)
        }
        Some(Asked::Quote(status)) => {
            statuses::set_quote_state(tx, status.id, QuoteState::Rejected, None)?;
            Ok(Applied::Done)
        }
        None => Ok(Applied::Ignored("a Reject of what was never asked")),
    }
}
