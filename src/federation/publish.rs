//! Tells other servers about posts of this node, inside the transaction that changed them.
//!
//! Who gets it: the followers unless the post is direct, everybody named or addressed, and for changes
//! everybody who got the post before.

use super::activity;
use super::context::Context;
use super::outbox;
use super::render::note::NoteParts;
use super::render::reblog::ReblogParts;
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::jobs::job::Audience;
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::protocol::outgoing::tombstone::Tombstone;
use crate::store::Write;
use crate::store::statuses::{Status, StatusKind, Visibility};

/// A post is new.
///
/// # Errors
/// Those of the store.
pub fn created(tx: &Write, cx: &Context, id: StatusId) -> Result<()> {
    let parts = NoteParts::read(tx, &cx.site, id, cx.now_ms)?;
    let uri = activity::create_uri(&cx.site, &parts);
    let note = parts.note();
    let create = activity::create(&uri, &parts, &note);
    send(tx, cx, &parts, &create.document(), None)
}

/// A post is different now. `also` are people who want to know beside those who got it.
///
/// # Errors
/// Those of the store.
pub fn updated(tx: &Write, cx: &Context, id: StatusId, also: Vec<AccountId>) -> Result<()> {
    let parts = NoteParts::read(tx, &cx.site, id, cx.now_ms)?;
    let uri = activity::update_uri(&cx.site, &parts, cx.now_ms);
    let note = parts.note();
    let update = activity::update(&uri, &parts, &note, cx.now_ms);
    let mut audience = audience(&parts, Some(id));
    audience.accounts.extend(also);
    outbox::send(tx, cx, parts.author.id, Some(id), &update.document(), audience)
}

/// A post is going: call it before the rows are gone.
///
/// # Errors
/// Those of the store.
pub fn deleted(tx: &Write, cx: &Context, status: &Status) -> Result<()> {
    let parts = NoteParts::read(tx, &cx.site, status.id, cx.now_ms)?;
    let uri = activity::delete_uri(&cx.site, &parts.author.username, status.id);
    let former_type = Some(former_type(status));
    let tombstone = Tombstone { id: &status.uri, former_type, deleted_ms: Some(cx.now_ms) };
    let delete = activity::delete(&uri, &parts, &tombstone, cx.now_ms);
    send(tx, cx, &parts, &delete.document(), Some(status.id))
}

/// What a post was, for its tombstone.
pub fn former_type(status: &Status) -> &'static str {
    match status.kind {
        StatusKind::Question => "Question",
        StatusKind::Note | StatusKind::Other => "Note",
    }
}

fn send(
    tx: &Write,
    cx: &Context,
    parts: &NoteParts,
    activity: &impl serde::Serialize,
    reached_by: Option<StatusId>,
) -> Result<()> {
    let audience = audience(parts, reached_by);
    outbox::send(tx, cx, parts.author.id, Some(parts.status.id), activity, audience)
}

fn audience(parts: &NoteParts, reached_by: Option<StatusId>) -> Audience {
    let direct = parts.status.visibility == Visibility::Direct;
    let followers_of = Some(parts.author.id).filter(|_| !direct);
    let accounts = parts.mentioned_ids();
    Audience { followers_of, accounts, reached_by, ..Audience::default() }
}

/// A reblog is new.
///
/// # Errors
/// Those of the store.
pub fn reblogged(tx: &Write, cx: &Context, reblog: StatusId) -> Result<()> {
    let parts = ReblogParts::read(tx, reblog)?;
    let announce = parts.announce();
    outbox::send(tx, cx, parts.actor.id, Some(reblog), &announce.document(), parts.audience(None))
}

/// A reblog is taken back: call it before the row is gone.
///
/// # Errors
/// Those of the store.
pub fn unreblogged(tx: &Write, cx: &Context, reblog: StatusId) -> Result<()> {
    let parts = ReblogParts::read(tx, reblog)?;
    let announce = parts.announce();
    let uri = format!("{}/undo", announce.id);
    let undo = undo(&uri, &announce);
    let audience = parts.audience(Some(reblog));
    outbox::send(tx, cx, parts.actor.id, Some(reblog), &undo.document(), audience)
}

/// Takes an activity back, before everybody who was told of it.
fn undo<'a>(uri: &'a str, activity: &'a Activity<'a>) -> Activity<'a> {
    Activity {
        id: uri,
        actor: activity.actor,
        published_ms: None,
        to: activity.to.clone(),
        cc: activity.cc.clone(),
        verb: Verb::Undo(activity),
    }
}
