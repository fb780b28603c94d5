//! What other servers ask for and post to: each function one address of `routes.rs`.
//!
//! Who may see what is decided here, before anything is rendered: what somebody may not see is
//! answered exactly like what does not exist.

use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use hyper::StatusCode;
use hyper::header::ACCEPT;
use hyper::http::request::Parts;
use serde::Deserialize;

use super::inbox::{self, Refusal};
use super::reply::{Refused, document, gone, private_document};
use super::{render, viewer};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::StatusId;
use crate::protocol::media_type::{Face, wants};
use crate::site::Site;
use crate::store::accounts::Account;
use crate::store::statuses::Status;
use crate::store::{Read, accounts, statuses, tombstones};

pub(super) async fn inbox(State(app): State<App>, request: Request) -> Result<StatusCode, Refusal> {
    let (parts, body): (Parts, Body) = request.into_parts();
    inbox::receive(&app, &parts, body).await
}

/// Always unsigned: other servers need it to check the signature of our very first request.
pub(super) async fn application(State(app): State<App>) -> Result<Response, Refused> {
    let site = app.site().await?;
    let json = app.store.read(move |db| {
        let actor = accounts::by_uri(db, &site.application())?;
        let actor = actor.ok_or_else(|| Error::not_found("actor"))?;
        render::actor::document(db, &site, actor.id)
    });
    Ok(document(json.await?))
}

pub(super) async fn actor(
    State(app): State<App>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let site = app.site().await?;
    if is_for_people(&parts) {
        return Ok(Redirect::to(&site.account_page(&name)).into_response());
    }
    viewer::of_public(&app, &parts).await?;
    let json =
        of_account(&app, name, |db, site, account| render::actor::document(db, site, account.id));
    Ok(document(json.await?))
}

pub(super) async fn followers(
    state: State<App>,
    name: Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    of_public(state, name, request, |db, _, account| render::collections::followers(db, account.id))
        .await
}

pub(super) async fn following(
    state: State<App>,
    name: Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    of_public(state, name, request, |db, _, account| render::collections::following(db, account.id))
        .await
}

pub(super) async fn featured(
    state: State<App>,
    name: Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let now_ms = state.0.clock.now_ms();
    of_public(state, name, request, move |db, site, account| {
        render::collections::featured(db, site, account.id, now_ms)
    })
    .await
}

pub(super) async fn tags(
    state: State<App>,
    name: Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    of_public(state, name, request, |db, site, account| {
        render::collections::tags(db, site, account.id)
    })
    .await
}

/// Which page of a collection.
#[derive(Deserialize)]
pub(super) struct Page {
    page: Option<String>,
    max_id: Option<StatusId>,
    min_id: Option<StatusId>,
}

pub(super) async fn outbox(
    state: State<App>,
    name: Path<String>,
    Query(page): Query<Page>,
    request: Request,
) -> Result<Response, Refused> {
    let now_ms = state.0.clock.now_ms();
    of_public(state, name, request, move |db, site, account| {
        if page.page.is_none() {
            return render::collections::outbox(db, account.id);
        }
        render::collections::outbox_page(db, site, account.id, page.max_id, now_ms)
    })
    .await
}

pub(super) async fn status(
    State(app): State<App>,
    Path((name, id)): Path<(String, StatusId)>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let site = app.site().await?;
    if is_for_people(&parts) {
        return Ok(Redirect::to(&site.status_page(&name, id)).into_response());
    }
    let uri = site.status(&name, id);
    if let Some(json) = tombstone(&app, uri.clone()).await? {
        return Ok(gone(json));
    }
    let now_ms = app.clock.now_ms();
    let found = visible(&app, uri, &parts).await?;
    let (id, public) = (found.id, found.visibility.is_public());
    let json = app.store.read(move |db| render::note::document(db, &site, id, now_ms)).await?;
    Ok(if public { document(json) } else { private_document(json) })
}

pub(super) async fn replies(
    State(app): State<App>,
    Path((name, id)): Path<(String, StatusId)>,
    Query(page): Query<Page>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let site = app.site().await?;
    let found = visible(&app, site.status(&name, id), &parts).await?;
    let json = app.store.read(move |db| render::collections::replies(db, found.id, page.min_id));
    Ok(document(json.await?))
}

/// Activities that have an address of their own: reblogs, and the Create of a post.
pub(super) async fn activity(
    State(app): State<App>,
    Path((name, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Refused> {
    let (parts, _) = request.into_parts();
    let site = app.site().await?;
    let now_ms = app.clock.now_ms();
    let uri = site.activity(&name, &id);
    let uri = match id.strip_prefix("create-").and_then(|id| id.parse().ok()) {
        Some(post) => site.status(&name, post),
        None => uri,
    };
    let found = visible(&app, uri, &parts).await?;
    let public = found.visibility.is_public();
    let json =
        app.store.read(move |db| render::activity::document(db, &site, found.id, now_ms)).await?;
    Ok(if public { document(json) } else { private_document(json) })
}

/// A stamp on a quote (FEP-044f); withdrawn ones are gone.
pub(super) async fn stamp(
    State(app): State<App>,
    Path((name, number)): Path<(String, i64)>,
) -> Result<Response, Refused> {
    let json = of_account(&app, name, move |db, site, account| {
        render::stamp::document(db, site, account, number)
    });
    Ok(document(json.await?))
}

/// A browser follows a link; servers that accept anything get the document.
fn is_for_people(parts: &Parts) -> bool {
    let accept = parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or("");
    accept.contains("text/html") && wants(accept) == Face::Page
}

/// Something of an account that is for everybody, unless whoever asks has to say who they are.
async fn of_public<F>(
    State(app): State<App>,
    Path(name): Path<String>,
    request: Request,
    render: F,
) -> Result<Response, Refused>
where
    F: FnOnce(&Read, &Site, &Account) -> Result<String> + Send + 'static,
{
    let (parts, _) = request.into_parts();
    viewer::of_public(&app, &parts).await?;
    Ok(document(of_account(&app, name, render).await?))
}

async fn of_account<F>(app: &App, name: String, render: F) -> Result<String>
where
    F: FnOnce(&Read, &Site, &Account) -> Result<String> + Send + 'static,
{
    let site = app.site().await?;
    let json = app.store.read(move |db| {
        let account = accounts::by_handle(db, &name, "")?;
        let account = account.ok_or_else(|| Error::not_found("account"))?;
        render(db, &site, &account)
    });
    json.await
}

async fn tombstone(app: &App, uri: String) -> Result<Option<String>> {
    let found = app.store.read(move |db| {
        let Some(tombstone) = tombstones::by_uri(db, &uri)? else { return Ok(None) };
        render::tombstone::document(&uri, &tombstone).map(Some)
    });
    found.await
}

/// The local status at `uri`, if whoever signed the request may see it.
async fn visible(app: &App, uri: String, parts: &Parts) -> Result<Status> {
    let found = app.store.read(move |db| statuses::by_uri(db, &uri)).await?;
    match found.filter(|status| status.local) {
        Some(found) if found.visibility.is_public() => {
            viewer::of_public(app, parts).await?;
            Ok(found)
        }
        other => viewer::of_private(app, parts, other).await,
    }
}
