//! What we ask of other servers for somebody here: to follow, and to forget that.
//!
//! Changes the rows and queues the activity in one transaction.

use super::context::Context;
use super::outbox;
use crate::error::{Error, Result};
use crate::id::{AccountId, FollowId};
use crate::jobs::job::Audience;
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::store::accounts::{self, Account};
use crate::store::follows::{self, Follow};
use crate::store::{Write, home, lists};

/// `follower`, of this node, asks to follow `target`, of another. It counts once they accept.
pub fn to_follow(tx: &Write, cx: &Context, follower: AccountId, target: &Account) -> Result<()> {
    let follower = accounts::by_id(tx, follower)?.ok_or_else(|| Error::not_found("account"))?;
    let id: FollowId = cx.ids.next();
    let uri = cx.site.activity(&follower.username, id);
    follows::request(tx, id, &uri, follower.id, target.id, cx.now_ms)?;
    let follow = activity(&uri, &follower.uri, &target.uri, Verb::Follow(&target.uri));
    outbox::send(tx, cx, follower.id, None, &follow.document(), only(target))
}

/// Ends a follow (or the wish for one) by somebody of this node, and tells `target`.
pub fn to_forget(tx: &Write, cx: &Context, follow: &Follow, target: &Account) -> Result<()> {
    let follower = accounts::by_id(tx, follow.follower_id)?;
    let follower = follower.ok_or_else(|| Error::not_found("account"))?;
    follows::delete(tx, follow)?;
    home::remove_author(tx, follower.id, target.id)?;
    lists::remove_from_all(tx, follower.id, target.id)?;
    let what = activity(&follow.uri, &follower.uri, &target.uri, Verb::Follow(&target.uri));
    let uri = format!("{}/undo", follow.uri);
    let undo = activity(&uri, &follower.uri, &target.uri, Verb::Undo(&what));
    outbox::send(tx, cx, follower.id, None, &undo.document(), only(target))
}

fn activity<'a>(id: &'a str, actor: &'a str, to: &'a str, verb: Verb<'a>) -> Activity<'a> {
    Activity { id, actor, published_ms: None, to: vec![to], cc: Vec::new(), verb }
}

fn only(account: &Account) -> Audience {
    Audience { accounts: vec![account.id], ..Audience::default() }
}
