//! Puts an activity of a person of this node on its way, inside the transaction that caused it.
//!
//! Only queues: who gets it is worked out by the fan-out job, which also adds the proof.

use serde::Serialize;

use super::context::Context;
use crate::error::Result;
use crate::id::{AccountId, OutgoingId, StatusId};
use crate::jobs::job::{Audience, Job};
use crate::store::{Write, jobs, outgoing};

/// Queues `activity` of `account`. Without a real name nothing leaves this node.
pub fn send(
    tx: &Write,
    cx: &Context,
    account: AccountId,
    status: Option<StatusId>,
    activity: &impl Serialize,
    audience: Audience,
) -> Result<()> {
    if cx.site.is_localhost() {
        return Ok(());
    }
    let id: OutgoingId = cx.ids.next();
    outgoing::insert(tx, id, account, status, &serde_json::to_string(activity)?)?;
    jobs::enqueue(tx, &Job::FanOut { outgoing: id, audience }, cx.now_ms, None)
}
