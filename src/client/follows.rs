//! How the owner stands to others: following, blocking, and asking about it.

use axum::extract::State;
use axum::http::Uri;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::relationship::Relationship;
use super::error::Answered;
use super::list;
use super::page::{ACCOUNTS, Cursor};
use super::path_id::PathId;
use crate::actions::follow::Options;
use crate::actions::{block, follow, follow_requests};
use crate::app::App;
use crate::error::Result;
use crate::id::{AccountId, of};
use crate::store::{Read, account_lists, account_view};

/// `GET /api/v1/accounts/relationships`
pub(super) async fn relationships(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let ids: Vec<AccountId> = params.list("id").iter().filter_map(|id| id.parse().ok()).collect();
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:follows")?;
        relations(db, owner.account_id, &ids)
    };
    Ok(app.store.read(work).await?)
}

fn relations(db: &Read, owner: AccountId, ids: &[AccountId]) -> Result<Answer> {
    let relations = account_view::relations(db, owner, ids)?;
    Answer::json(&relations.iter().map(Relationship::build).collect::<Vec<_>>())
}

/// The answer of all verbs here: how things stand now.
pub(super) async fn relationship(app: &App, owner: AccountId, id: AccountId) -> Answered<Answer> {
    let work = move |db: &Read| {
        let relations = account_view::relations(db, owner, &[id])?;
        let relation = relations.first().ok_or_else(|| crate::error::Error::not_found("Record"))?;
        Answer::json(&Relationship::build(relation))
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v1/accounts/{id}/follow`
pub(super) async fn follow(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    params: Params,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:follows").await?.account_id;
    let usual = app.store.read(move |db| usual(db, owner, id)).await?;
    let options = Options {
        show_reblogs: params.flag("reblogs").unwrap_or(usual.show_reblogs),
        notify: params.flag("notify").unwrap_or(usual.notify),
    };
    follow::follow(&app, owner, id, options).await?;
    relationship(&app, owner, id).await
}

/// What is not said stays as it is.
fn usual(db: &Read, owner: AccountId, id: AccountId) -> Result<Options> {
    let relations = account_view::relations(db, owner, &[id])?;
    let following = relations.first().filter(|it| it.following || it.requested);
    Ok(following.map_or(Options::default(), |relation| Options {
        show_reblogs: relation.showing_reblogs,
        notify: relation.notifying,
    }))
}

/// `POST /api/v1/accounts/{id}/unfollow`
pub(super) async fn unfollow(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:follows").await?.account_id;
    follow::unfollow(&app, owner, id).await?;
    relationship(&app, owner, id).await
}

/// `POST /api/v1/accounts/{id}/remove_from_followers`
pub(super) async fn remove_follower(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:follows").await?.account_id;
    follow_requests::remove_follower(&app, owner, id).await?;
    relationship(&app, owner, id).await
}

/// `POST /api/v1/accounts/{id}/block`
pub(super) async fn block(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:blocks").await?.account_id;
    block::block(&app, owner, id).await?;
    relationship(&app, owner, id).await
}

/// `POST /api/v1/accounts/{id}/unblock`
pub(super) async fn unblock(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:blocks").await?.account_id;
    block::unblock(&app, owner, id).await?;
    relationship(&app, owner, id).await
}

/// `GET /api/v1/blocks`
pub(super) async fn blocks(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        let owner = bearer.owner(db, "read:blocks")?;
        account_lists::blocks(db, owner.account_id, page)
    })
    .await
}

/// `GET /api/v1/follow_requests`
pub(super) async fn requests(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        let owner = bearer.owner(db, "read:follows")?;
        account_lists::requests(db, owner.account_id, page)
    })
    .await
}

/// `POST /api/v1/follow_requests/{id}/authorize`
pub(super) async fn authorize(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:follows").await?.account_id;
    follow_requests::accept(&app, owner, id).await?;
    relationship(&app, owner, id).await
}

/// `POST /api/v1/follow_requests/{id}/reject`
pub(super) async fn reject(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:follows").await?.account_id;
    follow_requests::reject(&app, owner, id).await?;
    relationship(&app, owner, id).await
}
