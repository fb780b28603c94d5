//! `/@name/id`: one post that is for everybody.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::home::not_found;
use super::post::Post;
use super::profile::{resident, shown_name};
use crate::app::App;
use crate::error::Result;
use crate::id::StatusId;
use crate::locale::Locale;
use crate::page::{self, AVATAR};
use crate::site::Site;
use crate::store::{Read, status_view};

#[derive(Template)]
#[template(path = "status.html", config = "src/page/askama.toml")]
struct StatusPage<'a> {
    locale: Locale,
    name: &'a str,
    handle: String,
    profile: &'a str,
    avatar: &'a str,
    uri: &'a str,
    post: Post<'a>,
}

/// `GET /@{name}/{id}`
pub(super) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Path((name, id)): Path<(String, String)>,
) -> Response {
    let (Ok(site), Ok(id)) = (app.site().await, id.parse()) else { return not_found(&headers) };
    let locale = Locale::of(&headers);
    let found = app.store.read(move |db| find(db, &name, id, &site, locale)).await;
    found.ok().flatten().unwrap_or_else(|| not_found(&headers))
}

fn find(
    db: &Read,
    name: &str,
    id: StatusId,
    site: &Site,
    locale: Locale,
) -> Result<Option<Response>> {
    let Some(account) = resident(db, name)? else { return Ok(None) };
    let view = status_view::view(db, &[id], None)?;
    let own =
        |row: &&status_view::StatusRow| row.account_id == account.id && row.reblog_of_id.is_none();
    let Some(row) = view.rows.get(&id).filter(own) else { return Ok(None) };
    let Some(post) = Post::build(id, &view, site, locale) else { return Ok(None) };
    let avatar = if account.avatar_url.is_empty() { AVATAR } else { &account.avatar_url };
    Ok(Some(page::page(
        StatusCode::OK,
        &StatusPage {
            locale,
            name: shown_name(&account),
            handle: format!("@{}@{}", account.username, site.handle_domain),
            profile: &account.url,
            avatar,
            uri: &row.uri,
            post,
        },
    )))
}
