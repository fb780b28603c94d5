//! What somebody here asked of the sender of an Accept or Reject.
//!
//! The object may be our activity's id (Mitra sends only that), a copy of the activity, or a copy
//! without a usable id. Whatever it is, the sender must be the one who was asked.

use super::apply::Received;
use super::context::Context;
use super::store_post::local_account;
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::protocol::incoming::{Activity, ActivityKind};
use crate::store::follows::{self, Follow};
use crate::store::statuses::{self, Status};
use crate::store::{Read, accounts};

/// A request of ours.
pub enum Asked {
    /// To follow.
    Follow(Follow),
    /// To quote: the status that quotes.
    Quote(Status),
}

/// The request that the activity answers, if we made it to its actor.
pub fn by_us(db: &Read, cx: &Context, received: &Received) -> Result<Option<Asked>> {
    let object = &received.activity.object;
    let sender = received.actor_id;
    if let Some(uri) = object.uri().filter(|uri| cx.site.is_local(uri)) {
        if let Some(follow) = follows::by_uri(db, uri)? {
            return Ok((follow.target_id == sender).then_some(Asked::Follow(follow)));
        }
        if let Some(status) = quote_request(db, cx, uri, &received.activity.actor)? {
            return Ok(Some(Asked::Quote(status)));
        }
        // An older Follow, sent again under a new id since: the last one counts.
        if object.embedded().is_none() {
            return Ok(only_follow(db, sender)?.map(Asked::Follow));
        }
    }
    let Some(copy) = object.embedded().and_then(|copy| Activity::read(copy).ok()) else {
        return Ok(None);
    };
    if copy.kind != ActivityKind::Follow || copy.object.uri() != Some(&received.activity.actor) {
        return Ok(None);
    }
    let Some(follower) = local_account(db, &cx.site, &copy.actor)? else { return Ok(None) };
    Ok(follows::between(db, follower, sender)?.map(Asked::Follow))
}

/// The id of a `QuoteRequest` is the activity `quote-ID` of the one who asks.
pub fn quote_request_name(status: StatusId) -> String {
    format!("quote-{status}")
}

fn quote_request(db: &Read, cx: &Context, uri: &str, sender_uri: &str) -> Result<Option<Status>> {
    let number = uri.rsplit_once("/activities/quote-").and_then(|(_, id)| id.parse().ok());
    let Some(status) = number.map(|id| statuses::by_id(db, id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let quoted_author = match &status.quote_uri {
        Some(quoted) => statuses::author_uri(db, quoted)?,
        None => None,
    };
    let asked_them = status.local && quoted_author.as_deref() == Some(sender_uri);
    Ok((asked_them && cx.site.is_local(uri)).then_some(status))
}

/// The one follow of somebody here to `target`; more than one would be a guess.
fn only_follow(db: &Read, target: AccountId) -> Result<Option<Follow>> {
    let mut found = Vec::new();
    for owner in accounts::owners(db)? {
        found.extend(follows::between(db, owner, target)?);
    }
    Ok(if found.len() == 1 { found.pop() } else { None })
}
