//! A vote in a poll of somebody here: a Note with a name and no content (FEP-9967).
//!
//! Hostile input 45: late, double, unknown or uninvited votes change nothing.

use super::{Applied, relevant};
use crate::error::Result;
use crate::federation::context::Context;
use crate::id::AccountId;
use crate::jobs::job::Job;
use crate::protocol::incoming::Object;
use crate::store::{Write, jobs, polls, statuses};

pub(super) fn apply(
    tx: &Write,
    cx: &Context,
    object: &Object,
    voter: AccountId,
) -> Result<Applied> {
    let (Some(poll_uri), Some(choice)) = (&object.in_reply_to, &object.name) else {
        return Ok(Applied::Ignored("a vote for nothing"));
    };
    let status = statuses::by_uri(tx, poll_uri)?.filter(|status| status.local);
    let Some(status) = status else { return Ok(Applied::Ignored("a vote in a poll not of here")) };
    let Some(poll) = polls::by_status(tx, status.id)? else {
        return Ok(Applied::Ignored("a vote in what is no poll"));
    };
    if !relevant::may_see(tx, &status, voter)? || poll.is_over(cx.now_ms) {
        return Ok(Applied::Ignored("a vote that came too late or uninvited"));
    }
    let Some(position) = (0_i64..).zip(&poll.options).find(|(_, option)| option.0 == *choice)
    else {
        return Ok(Applied::Ignored("a vote for an option that is not there"));
    };
    let voted = polls::votes_of(tx, status.id, voter)?;
    if !poll.multiple && !voted.is_empty() {
        return Ok(Applied::Ignored("a second vote in a poll with one choice"));
    }
    if polls::vote(tx, status.id, voter, position.0, Some(&object.id))? {
        let publish = Job::PublishPoll { status: status.id };
        let dedupe = format!("poll:{}", status.id);
        jobs::enqueue(tx, &publish, cx.now_ms + PUBLISH_AFTER_MS, Some(&dedupe))?;
    }
    Ok(Applied::Done)
}

/// Votes are collected for a while before everybody is told the new numbers.
const PUBLISH_AFTER_MS: i64 = 60_000;
