//! What we answer to those who ask somebody here: yes or no to a Follow, yes or no to a quote.
//!
//! Also used when the owner decides by hand. Only queues.

use super::context::Context;
use super::outbox;
use crate::error::Result;
use crate::id::AccountId;
use crate::jobs::job::Audience;
use crate::protocol::outgoing::activity::{Activity, Request, Verb};
use crate::store::Write;
use crate::store::accounts::{self, Account};
use crate::store::follows::Follow;

/// Tells a follower that they are welcome.
pub fn accept_follow(tx: &Write, cx: &Context, target: &Account, follow: &Follow) -> Result<()> {
    let Some(follower) = accounts::by_id(tx, follow.follower_id)? else { return Ok(()) };
    let request = follow_request(&follow.uri, &follower.uri, &target.uri);
    send(tx, cx, target, &follower, Verb::Accept { request, result: None })
}

/// Tells a follower that they are not, or no longer, welcome.
pub fn reject_follow(
    tx: &Write,
    cx: &Context,
    target: &Account,
    follower: AccountId,
    follow_uri: &str,
) -> Result<()> {
    let Some(follower) = accounts::by_id(tx, follower)? else { return Ok(()) };
    let request = follow_request(follow_uri, &follower.uri, &target.uri);
    send(tx, cx, target, &follower, Verb::Reject(request))
}

/// Answers a `QuoteRequest` by `to`: with the stamp at `stamp`, or with a no.
pub fn quote(
    tx: &Write,
    cx: &Context,
    from: &Account,
    to: &Account,
    request: Request<'_>,
    stamp: Option<&str>,
) -> Result<()> {
    let verb = match stamp {
        Some(stamp) => Verb::Accept { request, result: Some(stamp) },
        None => Verb::Reject(request),
    };
    send(tx, cx, from, to, verb)
}

fn follow_request<'a>(id: &'a str, actor: &'a str, object: &'a str) -> Request<'a> {
    Request { id, kind: "Follow", actor, object, instrument: None }
}

fn send(tx: &Write, cx: &Context, from: &Account, to: &Account, verb: Verb<'_>) -> Result<()> {
    let id = cx.site.activity(&from.username, cx.ids.next::<crate::id::of::Outgoing>());
    let activity = Activity {
        id: &id,
        actor: &from.uri,
        published_ms: None,
        to: vec![&to.uri],
        cc: Vec::new(),
        verb,
    };
    let audience = Audience { accounts: vec![to.id], ..Audience::default() };
    outbox::send(tx, cx, from.id, None, &activity.document(), audience)
}
