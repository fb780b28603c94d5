//! What an activity changes here: one file per type.
//!
//! Everything runs inside the transaction that received the activity and touches no network. What
//! needs something from elsewhere says so with [`Applied::Missing`]; a job fetches that and applies
//! the activity again. Every rule holds when applied twice, so the same activity may come as often as
//! it likes.
//! Spec: ActivityPub §7; FEP-fe34 for who may say what.

mod accept;
mod add;
mod announce;
mod block;
mod create;
mod delete;
mod flag;
mod follow;
mod like;
mod move_account;
mod notify;
mod quote_request;
mod reject;
mod relevant;
mod remove;
mod undo;
mod update;
mod vote;

use serde_json::Value;

use super::context::Context;
use super::post::Post;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::protocol::incoming::{Activity, ActivityKind, ObjectRef, uri};
use crate::store::Write;
use crate::store::raw::Packer;

pub use relevant::{is_about_deleted_stranger, may_see};

/// An activity that is known to come from its actor, with what it carries made ready to store.
#[derive(Debug)]
pub struct Received {
    /// What was done.
    pub activity: Activity,
    /// The post that it carries, if it carries one that its actor may have written.
    pub post: Option<Post>,
    /// The row of its actor.
    pub actor_id: AccountId,
}

/// What became of an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Its effect is here (now, or since an earlier time).
    Done,
    /// It has no effect here, for this reason.
    Ignored(&'static str),
    /// This must be fetched first.
    Missing(Vec<Wanted>),
}

/// Something that must be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The actor at this URI, afresh.
    Account(String),
    /// The post at this URI.
    Status(String),
}

impl Received {
    /// Reads an activity that `actor_id`, and nobody else, is known to have made.
    ///
    /// # Errors
    /// [`crate::error::Kind::Invalid`] if it cannot be read; [`crate::error::Kind::Forbidden`] if it
    /// claims an id at another place than its actor.
    pub fn read(value: &Value, actor_id: AccountId, packer: &Packer) -> Result<Self> {
        let activity = Activity::read(value).map_err(|why| Error::invalid(why.0))?;
        Self::of(activity, actor_id, packer)
    }

    /// The same for an activity that was read before.
    ///
    /// # Errors
    /// [`crate::error::Kind::Forbidden`] if it claims an id at another place than its actor.
    pub fn of(activity: Activity, actor_id: AccountId, packer: &Packer) -> Result<Self> {
        let foreign = |id: &String| !uri::same_origin(id, &activity.actor);
        if activity.id.as_ref().is_some_and(foreign) {
            return Err(Error::forbidden("the activity's id is not at its actor's place"));
        }
        let embedded = match activity.kind {
            ActivityKind::Create | ActivityKind::Update => activity.object.embedded(),
            ActivityKind::QuoteRequest => {
                activity.instrument.as_ref().and_then(ObjectRef::embedded)
            }
            _ => None,
        };
        // FEP-fe34: what is embedded is believed only if the actor wrote it.
        let post = embedded
            .and_then(|object| Post::read(object, packer).ok())
            .filter(|post| post.object.attributed_to == activity.actor);
        Ok(Self { activity, post, actor_id })
    }
}

/// Applies an activity.
///
/// # Errors
/// Only our own: whatever a remote party sends is [`Applied::Ignored`] at worst.
pub fn apply(tx: &Write, cx: &Context, received: &Received) -> Result<Applied> {
    let applied = match received.activity.kind {
        ActivityKind::Accept => accept::apply(tx, cx, received),
        ActivityKind::Add => add::apply(tx, cx, received),
        ActivityKind::Announce => announce::apply(tx, cx, received),
        ActivityKind::Block => block::apply(tx, cx, received),
        ActivityKind::Create => create::apply(tx, cx, received),
        ActivityKind::Delete => delete::apply(tx, cx, received),
        ActivityKind::Flag => flag::apply(tx, cx, received),
        ActivityKind::Follow => follow::apply(tx, cx, received),
        ActivityKind::Like | ActivityKind::EmojiReact => like::apply(tx, cx, received),
        ActivityKind::Move => move_account::apply(tx, cx, received),
        ActivityKind::QuoteRequest => quote_request::apply(tx, cx, received),
        ActivityKind::Reject => reject::apply(tx, cx, received),
        ActivityKind::Remove => remove::apply(tx, received),
        ActivityKind::Undo => undo::apply(tx, cx, received),
        ActivityKind::Update => update::apply(tx, cx, received),
        ActivityKind::Other(_) => Ok(Applied::Ignored("an activity of a type unknown here")),
    }?;
    if cx.after_fetch && matches!(applied, Applied::Missing(_)) {
        return Ok(Applied::Ignored("what it speaks of could not be found"));
    }
    Ok(applied)
}
