//! Sets of people whom others recommend: reading them.
//! <https://docs.joinmastodon.org/methods/collections/>
//!
//! Not making them, so the feature level that we tell stays below 10.

use std::time::Duration;

use axum::extract::State;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::account::Account;
use super::entity::collection::{Collection, CollectionWithAccounts, Collections};
use super::error::Answered;
use super::page::{self, ACCOUNTS};
use super::path_id::PathId;
use crate::actions::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::resolve;
use crate::id::{AccountId, CollectionId, of};
use crate::site::Site;
use crate::store::accounts::Account as Row;
use crate::store::{Read, account_view, collection_items, collections};

/// A person waits for the answer.
const READ_TIME: Duration = Duration::from_secs(5);

/// `GET /api/v1/accounts/{id}/collections`: what they recommend. Read from their server when the owner looks.
pub(super) async fn of_account(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    params: Params,
) -> Answered<Answer> {
    let read = app
        .store
        .read(move |db| Ok((bearer.viewer(db, "read:collections")?, visible::account(db, id)?)));
    let (viewer, account) = read.await?;
    if viewer.is_some() {
        // It goes on when the wait is over, and is there for the next look.
        let reading = read_later(app.clone(), account);
        let _ = timeout(READ_TIME, reading).await;
    }
    several(&app, &params, viewer, move |db, limit, offset| collections::of(db, id, limit, offset))
        .await
}

fn read_later(app: App, account: Row) -> JoinHandle<()> {
    tokio::spawn(async move {
        if let Err(error) = resolve::collections_of(&app, &account).await {
            tracing::info!(%error, "cannot read whom somebody recommends");
        }
    })
}

/// `GET /api/v1/accounts/{id}/in_collections`: where they are recommended, as far as this node saw.
pub(super) async fn with_account(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    params: Params,
) -> Answered<Answer> {
    let viewer = app.store.read(move |db| bearer.viewer(db, "read:collections")).await?;
    several(&app, &params, viewer, move |db, limit, offset| {
        collections::with(db, id, limit, offset)
    })
    .await
}

async fn several(
    app: &App,
    params: &Params,
    viewer: Option<AccountId>,
    choose: impl FnOnce(&Read, u32, u32) -> Result<Vec<CollectionId>> + Send + 'static,
) -> Answered<Answer> {
    let site = app.site().await?;
    let limit = page::limit(params, ACCOUNTS);
    let offset = params.number("offset").and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let work = move |db: &Read| {
        let ids = choose(db, limit, offset)?;
        with_items(db, &ids, viewer, &site, |collections| {
            Answer::json(&Collections { collections })
        })
    };
    Ok(app.store.read(work).await?)
}

/// Reads these and who is in them, and hands them to `answer`.
pub(super) fn with_items<T>(
    db: &Read,
    ids: &[CollectionId],
    viewer: Option<AccountId>,
    site: &Site,
    answer: impl FnOnce(Vec<Collection<'_>>) -> Result<T>,
) -> Result<T> {
    let rows = collections::by_ids(db, ids)?;
    let items = collection_items::agreed(db, ids, viewer)?;
    answer(rows.iter().map(|row| Collection::build(row, &items, site)).collect())
}

/// `GET /api/v1/collections/{id}`: with everybody who is in it.
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Collection>,
) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let viewer = bearer.viewer(db, "read:collections")?;
        let row = collections::by_ids(db, &[id])?.pop();
        let row = row.ok_or_else(|| Error::not_found("Record"))?;
        let items = collection_items::agreed(db, &[id], viewer)?;
        let people = items.iter().map(|item| item.account_id);
        let people: Vec<_> = std::iter::once(row.account_id).chain(people).collect();
        let people = account_view::in_order(db, &people)?;
        let answer = Answer::json(&CollectionWithAccounts {
            collection: Collection::build(&row, &items, &site),
            accounts: people.iter().map(|row| Account::build(row, &site)).collect(),
        })?;
        Ok((answer, viewer.map(|_| row)))
    };
    let (answer, looked_at) = app.store.read(work).await?;
    if let Some(set) = looked_at {
        resolve::freshen(&app, &set).await?;
    }
    Ok(answer)
}
