//! Reading accounts.

use axum::extract::State;
use axum::http::Uri;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::account::Account;
use super::error::Answered;
use super::list;
use super::page::{self, ACCOUNTS, Cursor, STATUSES};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, of};
use crate::protocol::acct::Acct;
use crate::site::Site;
use crate::store::timelines::{self, Wanted};
use crate::store::{Read, account_lists, account_view, accounts, search};
use crate::text::tag_name;

/// `GET /api/v1/accounts/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        bearer.viewer(db, "read:accounts")?;
        let row = present(accounts::by_id(db, id)?)?;
        Answer::json(&Account::build(&row, &site))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/accounts?id[]=`: those of them that are here.
pub(super) async fn several(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let site = app.site().await?;
    let ids: Vec<AccountId> = params.list("id").iter().filter_map(|id| id.parse().ok()).collect();
    let work = move |db: &Read| {
        bearer.viewer(db, "read:accounts")?;
        let rows = account_view::in_order(db, ids.get(..MOST_AT_ONCE).unwrap_or(&ids))?;
        Answer::json(&rows.iter().map(|row| Account::build(row, &site)).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// As many as Mastodon answers at once.
const MOST_AT_ONCE: usize = 40;

/// `GET /api/v1/accounts/lookup`: only those that are here.
pub(super) async fn lookup(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        bearer.viewer(db, "read:accounts")?;
        let row = present(by_acct(db, &site, params.text("acct").unwrap_or_default())?)?;
        Answer::json(&Account::build(&row, &site))
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/accounts/search`
pub(super) async fn find(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let site = app.site().await?;
    super::search::resolve(&app, bearer, &params).await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:accounts")?;
        let text = params.text("q").unwrap_or_default().trim().trim_start_matches('@').to_owned();
        let limit = page::limit(&params, ACCOUNTS);
        let ids = search::accounts(db, owner.account_id, &text, limit, 0)?;
        let rows = account_view::in_order(db, &ids)?;
        Answer::json(&rows.iter().map(|row| Account::build(row, &site)).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/accounts/{id}/statuses`
pub(super) async fn statuses(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let wants = |name| params.flag(name).unwrap_or(false);
    let wanted = Wanted {
        pinned: wants("pinned"),
        exclude_replies: wants("exclude_replies"),
        exclude_reblogs: wants("exclude_reblogs"),
        only_media: wants("only_media"),
        tagged: params.filled("tagged").and_then(tag_name),
    };
    let cursor = Cursor::read(uri, &params, STATUSES);
    list::statuses(&app, cursor, move |db, page| {
        let viewer = bearer.viewer(db, "read:statuses")?;
        present(accounts::by_id(db, id)?)?;
        Ok((viewer, timelines::of_account(db, id, viewer, &wanted, page)?))
    })
    .await
}

/// `GET /api/v1/accounts/{id}/followers`
pub(super) async fn followers(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        let shown = network_is_shown(db, bearer, id)?;
        if shown { account_lists::followers(db, id, page) } else { Ok(Vec::new()) }
    })
    .await
}

/// `GET /api/v1/accounts/{id}/following`
pub(super) async fn following(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        let shown = network_is_shown(db, bearer, id)?;
        if shown { account_lists::following(db, id, page) } else { Ok(Vec::new()) }
    })
    .await
}

/// Who follows whom is shown unless the person hides it from others.
fn network_is_shown(db: &Read, bearer: Bearer, id: AccountId) -> Result<bool> {
    let viewer = bearer.viewer(db, "read:accounts")?;
    let row = present(accounts::by_id(db, id)?)?;
    Ok(!row.hides_network || viewer == Some(id))
}

fn present(found: Option<accounts::Account>) -> Result<accounts::Account> {
    found.filter(|row| !row.gone).ok_or_else(|| Error::not_found("Record"))
}

/// Somebody by handle: `name`, `name@domain`, with or without `@` in front.
pub(super) fn by_acct(db: &Read, site: &Site, text: &str) -> Result<Option<accounts::Account>> {
    let text = text.trim().trim_start_matches('@');
    if !text.contains('@') {
        return accounts::by_handle(db, text, "");
    }
    let Some(acct) = Acct::parse(text) else { return Ok(None) };
    let ours = acct.domain == site.handle_domain || acct.domain == site.host;
    accounts::by_handle(db, &acct.username, if ours { "" } else { &acct.domain })
}
