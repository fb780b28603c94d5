//! `QuoteRequest`: may I quote this post of somebody here? (FEP-044f)
//!
//! Answered at once by the policy of the post: with a stamp that others can check, or with a no.

use super::{Applied, Received, notify};
use crate::error::Result;
use crate::federation::context::Context;
use crate::federation::{answer, store_post};
use crate::id::of;
use crate::protocol::incoming::InteractionPolicy;
use crate::protocol::incoming::interaction_policy::{Asker, Grant};
use crate::protocol::incoming::uri::same_origin;
use crate::protocol::outgoing::activity::Request;
use crate::store::accounts::{self, Account};
use crate::store::notifications::NotificationKind;
use crate::store::statuses::{QuoteState, Status};
use crate::store::{Write, blocks, follows, home, quotes, statuses};

pub(super) fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let activity = &received.activity;
    let (Some(id), Some(object)) = (&activity.id, activity.object.uri()) else {
        return Ok(Applied::Ignored("a QuoteRequest without an id"));
    };
    let Some(instrument) = &activity.instrument else {
        return Ok(Applied::Ignored("a QuoteRequest without the post that quotes"));
    };
    let Some(quoting) = instrument.uri().filter(|uri| same_origin(uri, &activity.actor)) else {
        return Ok(Applied::Ignored("a QuoteRequest for somebody else's post"));
    };
    let status = statuses::by_uri(tx, object)?.filter(|status| status.local);
    let Some(status) = status else {
        return Ok(Applied::Ignored("a QuoteRequest for no post of here"));
    };
    let author = accounts::by_id(tx, status.account_id)?;
    let asker = accounts::by_id(tx, received.actor_id)?;
    let (Some(author), Some(asker)) = (author, asker) else {
        return Ok(Applied::Ignored("a QuoteRequest between people who are gone"));
    };
    let kind = "QuoteRequest";
    let actor = &activity.actor;
    let request = Request { id, kind, actor, object, instrument: Some(quoting) };
    if !may_quote(tx, &status, &author, &asker)? {
        answer::quote(tx, cx, &author, &asker, request, None)?;
        return Ok(Applied::Done);
    }
    let number = cx.ids.next::<of::Status>().number();
    let number = quotes::authorize(tx, number, status.id, quoting, cx.now_ms)?;
    let stamp = cx.site.quote_authorization(&author.username, number);
    store_quote(tx, cx, received, &status, &stamp)?;
    answer::quote(tx, cx, &author, &asker, request, Some(&stamp))?;
    Ok(Applied::Done)
}

/// Anybody may quote what is public, unless the post's own policy says otherwise.
fn may_quote(tx: &Write, status: &Status, author: &Account, asker: &Account) -> Result<bool> {
    if !status.visibility.is_public() || blocks::exists(tx, author.id, asker.id)? {
        return Ok(false);
    }
    let policy = status.policy_json.as_deref().and_then(InteractionPolicy::of_stored);
    let Some(rule) = policy.and_then(|policy| policy.can_quote) else { return Ok(true) };
    let asker = Asker {
        uri: &asker.uri,
        followers_uri: &author.followers(),
        is_follower: follows::is_accepted(tx, asker.id, author.id)?,
    };
    Ok(rule.grant(&asker) == Grant::Automatic)
}

/// The quoting post is of interest: it quotes somebody here.
fn store_quote(
    tx: &Write,
    cx: &Context,
    received: &Received,
    quoted: &Status,
    stamp: &str,
) -> Result<()> {
    let from = received.actor_id;
    let Some(post) = &received.post else { return Ok(()) };
    let id = match statuses::by_uri(tx, &post.object.id)? {
        Some(known) if known.account_id == from => known.id,
        Some(_) => return Ok(()),
        None => {
            let id = store_post::insert(tx, cx, post, from)?;
            home::tell(tx, id)?;
            id
        }
    };
    statuses::set_quote_state(tx, id, QuoteState::Accepted, Some(stamp))?;
    notify::tell(tx, cx, quoted.account_id, NotificationKind::Quote, from, Some(id))
}
