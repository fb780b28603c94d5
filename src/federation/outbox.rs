//! Puts an activity of a person of this node on its way, inside the transaction that caused it.
//!
//! Only queues: who gets it is worked out by the fan-out job, which also adds the proof.

use serde::Serialize;

use super::context::Context;
use crate::error::Result;
use crate::id::{AccountId, OutgoingId, StatusId};
use crate::jobs::job::{Audience, Job};
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::store::accounts::Account;
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
    if cx.site.is_home_only() {
        return Ok(());
    }
    let id: OutgoingId = cx.ids.next();
    outgoing::insert(tx, id, account, status, &serde_json::to_string(activity)?)?;
    jobs::enqueue(tx, &Job::FanOut { outgoing: id, audience }, cx.now_ms, None)
}

/// Queues what `from` does for one person and nobody else. People of this node are not told this way.
pub fn tell(
    tx: &Write,
    cx: &Context,
    from: &Account,
    to: &Account,
    uri: &str,
    verb: Verb<'_>,
) -> Result<()> {
    if to.is_local() {
        return Ok(());
    }
    let activity = to_one(from, to, uri, verb);
    let audience = Audience { accounts: vec![to.id], ..Audience::default() };
    send(tx, cx, from.id, None, &activity.document(), audience)
}

/// An activity of `from` for one person.
pub fn to_one<'a>(
    from: &'a Account,
    to: &'a Account,
    uri: &'a str,
    verb: Verb<'a>,
) -> Activity<'a> {
    let to = vec![&*to.uri];
    Activity { id: uri, actor: &from.uri, published_ms: None, to, cc: Vec::new(), verb }
}
