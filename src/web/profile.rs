//! `/@name`: who somebody of this node is, and what they wrote for everybody.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::home::not_found;
use super::post::Post;
use crate::app::App;
use crate::error::Result;
use crate::id::StatusId;
use crate::locale::Locale;
use crate::page::{self, AVATAR};
use crate::site::Site;
use crate::store::Read;
use crate::store::accounts::{self, Account, AccountKind};
use crate::store::page::Page;
use crate::store::status_view::{self, StatusView};
use crate::store::timelines::{self, Wanted};

/// As many posts as a page has room for.
const POSTS: u32 = 20;

#[derive(Template)]
#[template(path = "profile.html", config = "src/page/askama.toml")]
struct Profile<'a> {
    locale: Locale,
    name: &'a str,
    handle: String,
    uri: &'a str,
    avatar: &'a str,
    note: &'a str,
    fields: Vec<(String, String)>,
    posts: Vec<Post<'a>>,
}

/// `GET /@{name}`
pub(super) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Response {
    let Ok(site) = app.site().await else { return not_found(&headers) };
    let locale = Locale::of(&headers);
    let work = move |db: &Read| {
        let Some(account) = resident(db, &name)? else { return Ok(None) };
        let (ids, view) = posts(db, &account)?;
        let posts = ids.iter().filter_map(|id| Post::build(*id, &view, &site, locale));
        Ok(Some(render(&account, posts.collect(), &site, locale)))
    };
    app.store.read(work).await.ok().flatten().unwrap_or_else(|| not_found(&headers))
}

/// Somebody who lives here. The application actor has no page.
pub(super) fn resident(db: &Read, name: &str) -> Result<Option<Account>> {
    let account = accounts::by_handle(db, name, "")?;
    Ok(account.filter(|account| account.kind != AccountKind::Application))
}

fn posts(db: &Read, account: &Account) -> Result<(Vec<StatusId>, StatusView)> {
    let wanted = Wanted { exclude_replies: true, exclude_reblogs: true, ..Wanted::default() };
    let lines = timelines::of_account(db, account.id, None, &wanted, &Page::newest(POSTS))?;
    let ids: Vec<_> = lines.into_iter().map(|(_, id)| id).collect();
    let view = status_view::view(db, &ids, None)?;
    Ok((ids, view))
}

fn render(account: &Account, posts: Vec<Post<'_>>, site: &Site, locale: Locale) -> Response {
    page::page(
        StatusCode::OK,
        &Profile {
            locale,
            name: shown_name(account),
            handle: format!("@{}@{}", account.username, site.handle_domain),
            uri: &account.uri,
            avatar: if account.avatar_url.is_empty() { AVATAR } else { &account.avatar_url },
            note: &account.note_html,
            fields: serde_json::from_str(&account.fields_json).unwrap_or_default(),
            posts,
        },
    )
}

/// What people call somebody.
pub(super) fn shown_name(account: &Account) -> &str {
    if account.display_name.is_empty() { &account.username } else { &account.display_name }
}
