//! Posts of other servers: from the store, else from the place that their id names.
//!
//! Upward only: what a post answers. Answers to it are in `replies.rs`.
//! Spec: FEP-fe34 (whoever serves an id answers for it); hostile inputs 25, 26, 36 and 64.

use serde_json::Value;

use super::budget::Budget;
use super::context::Context;
use super::fetch::fetch_document;
use super::post::Post;
use super::remote_account::resolve_account;
use super::store_post;
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::{AccountId, StatusId};
use crate::site::LocalUri;
use crate::store::statuses::{self, Status};
use crate::store::{Write, blocks, tombstones};

/// The status with this URI; if we do not have it, it is read from its server with its author and
/// with what it answers, up to the start of the thread.
///
/// # Errors
/// [`Kind::NotFound`] and [`Kind::Gone`] as its server says; those of [`fetch_document`] and
/// [`Budget::spend`]. A missing parent is no error.
pub async fn resolve_status(app: &App, uri: &str, budget: &mut Budget) -> Result<StatusId> {
    let (id, mut above) = alone(app, uri, budget).await?;
    for _ in 0..PARENTS {
        let Some(parent) = above else { break };
        above = match alone(app, &parent, budget).await {
            Ok((_, next)) => next,
            Err(error) => {
                tracing::debug!(uri = parent, %error, "Could not read the start of a thread");
                None
            }
        };
    }
    Ok(id)
}

/// Reads a status from its server again, whether or not we have it, and stores what changed.
///
/// # Errors
/// Those of [`resolve_status`].
pub async fn refresh_status(app: &App, uri: &str, budget: &mut Budget) -> Result<StatusId> {
    budget.spend()?;
    let document = fetch_document(app, uri).await?;
    let (id, _) = store_document(app, &document, budget).await?;
    Ok(id)
}

/// The status that another one quotes, alone: what it quotes or answers itself is not looked for.
///
/// # Errors
/// Those of [`resolve_status`].
pub async fn resolve_quoted(app: &App, uri: &str, budget: &mut Budget) -> Result<StatusId> {
    if let Some(status) = stored(app, uri).await? {
        return Ok(status.id);
    }
    budget.spend()?;
    let document = fetch_document(app, uri).await?;
    store(app, Post::read(&document, &app.packer)?, budget, put_quoted).await
}

/// The status with this URI alone, and the URI of what it answers if it was not here before.
///
/// # Errors
/// Those of [`resolve_status`].
pub(super) async fn alone(
    app: &App,
    uri: &str,
    budget: &mut Budget,
) -> Result<(StatusId, Option<String>)> {
    if let Some(status) = stored(app, uri).await? {
        return Ok((status.id, None));
    }
    budget.spend()?;
    let document = fetch_document(app, uri).await?;
    store_document(app, &document, budget).await
}

/// Stores a post that was read from its own place, with its author. Answers also what it answers.
///
/// # Errors
/// [`Kind::Invalid`] if it is no post; [`Kind::Gone`] if it was deleted here before;
/// [`Kind::Forbidden`] if its author is blocked.
pub(super) async fn store_document(
    app: &App,
    document: &Value,
    budget: &mut Budget,
) -> Result<(StatusId, Option<String>)> {
    let post = Post::read(document, &app.packer)?;
    let parent = post.object.in_reply_to.clone();
    Ok((store(app, post, budget, put).await?, parent))
}

/// How a post of this author is stored.
type Put = fn(&Write, &Context, &Post, AccountId) -> Result<StatusId>;

async fn store(app: &App, post: Post, budget: &mut Budget, put: Put) -> Result<StatusId> {
    if post.object.is_vote() {
        return Err(Error::invalid("That is a vote, not a post"));
    }
    let author = resolve_account(app, &post.object.attributed_to, budget).await?;
    let cx = Context::now(app, true).await?;
    app.store.write(move |tx| put(tx, &cx, &post, author)).await
}

fn put(tx: &Write, cx: &Context, post: &Post, author: AccountId) -> Result<StatusId> {
    let id = put_quoted(tx, cx, post, author)?;
    store_post::check_quote_later(tx, cx, id)?;
    Ok(id)
}

fn put_quoted(tx: &Write, cx: &Context, post: &Post, author: AccountId) -> Result<StatusId> {
    if blocks::by_any_owner(tx, author)? {
        return Err(Error::forbidden("Its author is blocked here"));
    }
    if tombstones::is_gone(tx, &post.object.id, author)? {
        return Err(Error::new(Kind::Gone, "It was deleted"));
    }
    let Some(status) = statuses::by_uri(tx, &post.object.id)? else {
        return store_post::insert(tx, cx, post, author);
    };
    if status.account_id != author {
        return Err(Error::forbidden("A post does not change its author"));
    }
    store_post::update(tx, cx, post, &status)?;
    Ok(status.id)
}

/// The status with this URI, if it is here.
pub(super) async fn stored(app: &App, uri: &str) -> Result<Option<Status>> {
    let site = app.site().await?;
    match site.local_uri(uri) {
        Some(LocalUri::Status(_, id)) => {
            let found = app.store.read(move |db| statuses::by_id(db, id)).await?;
            found.map(Some).ok_or_else(|| Error::not_found("status"))
        }
        Some(_) => Err(Error::not_found("status")),
        None => {
            let uri = uri.to_owned();
            app.store.read(move |db| statuses::by_uri(db, &uri)).await
        }
    }
}

/// Longer threads begin where the budget or this ends.
const PARENTS: usize = 60;
