//! Where to find whom: WebFinger, host-meta and NodeInfo.
//!
//! Spec: RFC 7033, RFC 6415, NodeInfo 2.1 (FEP-0151), FEP-2677 (the application actor).

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use hyper::header::CONTENT_TYPE;
use serde::Deserialize;

use super::reply::Refused;
use crate::app::App;
use crate::error::{Error, Result};
use crate::protocol::nodeinfo::{self, Version};
use crate::protocol::{acct, webfinger};
use crate::site::{LocalUri, Site};
use crate::store::{accounts, statistics};

/// The question of a WebFinger request.
#[derive(Deserialize)]
pub(super) struct Question {
    resource: Option<String>,
}

pub(super) async fn webfinger(
    State(app): State<App>,
    Query(question): Query<Question>,
) -> Result<Response, Refused> {
    let site = federating(&app).await?;
    let resource = question.resource.ok_or_else(|| Error::invalid("resource is missing"))?;
    let host = site.host.clone();
    let name = match site.local_uri(&resource) {
        Some(LocalUri::Account(name)) => name.to_owned(),
        Some(LocalUri::Application | LocalUri::Other("" | "/")) => return Ok(server(&site)),
        _ => acct::local_username(&resource, &[&site.handle_domain, &host])
            .ok_or_else(|| Error::not_found("account"))?
            .to_owned(),
    };
    if name == host {
        return Ok(server(&site));
    }
    let account = app.store.read(move |db| accounts::by_handle(db, &name, "")).await?;
    let account = account.ok_or_else(|| Error::not_found("account"))?;
    let handle = format!("{}@{}", account.username, site.handle_domain);
    let page = site.account_page(&account.username);
    Ok(jrd(&webfinger::actor(&handle, &account.uri, &page)))
}

pub(super) async fn host_meta(State(app): State<App>) -> Result<Response, Refused> {
    let site = federating(&app).await?;
    let xml = webfinger::host_meta(&site.base());
    Ok(([(CONTENT_TYPE, "application/xrd+xml; charset=utf-8")], xml).into_response())
}

pub(super) async fn nodeinfo(State(app): State<App>) -> Result<Response, Refused> {
    let site = app.site().await?;
    let links = nodeinfo::discovery(&site.base(), &site.application());
    Ok(open("application/json", links.to_string()))
}

pub(super) async fn nodeinfo_document(
    State(app): State<App>,
    Path(version): Path<String>,
) -> Result<Response, Refused> {
    let version = match version.as_str() {
        "2.0" => Version::V2_0,
        "2.1" => Version::V2_1,
        _ => return Err(Error::not_found("NodeInfo version").into()),
    };
    let site = app.site().await?;
    let now_ms = app.clock.now_ms();
    let usage = app.store.read(move |db| statistics::usage(db, now_ms)).await?;
    let document = nodeinfo::document(version, usage, &site.handle_domain, "");
    Ok(open(nodeinfo::media_type(version), document.to_string()))
}

/// Without a real name there is nothing that others could find.
async fn federating(app: &App) -> Result<Arc<Site>> {
    let site = app.site().await?;
    if site.is_home_only() { Err(Error::not_found("account")) } else { Ok(site) }
}

fn server(site: &Site) -> Response {
    jrd(&webfinger::server(&site.base(), &site.application()))
}

fn jrd(jrd: &webfinger::Jrd) -> Response {
    open("application/jrd+json", serde_json::to_string(jrd).unwrap_or_default())
}

fn open(media_type: &'static str, body: String) -> Response {
    ([(CONTENT_TYPE, media_type)], body).into_response()
}
