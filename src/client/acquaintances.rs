//! What the owner notes down about others, whom they show on their profile, and who knows whom.

use axum::extract::State;
use axum::http::Uri;
use serde::Serialize;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::account::Account;
use super::error::Answered;
use super::follows::relationship;
use super::list;
use super::page::{ACCOUNTS, Cursor};
use super::path_id::PathId;
use crate::actions::visible;
use crate::app::App;
use crate::error::Error;
use crate::id::{AccountId, of};
use crate::store::{Read, account_lists, account_notes, account_view, endorsements, follows};

const LONGEST_NOTE: usize = 2000;

/// `POST /api/v1/accounts/{id}/note`
pub(super) async fn note(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    params: Params,
) -> Answered<Answer> {
    let comment = params.text("comment").unwrap_or_default().to_owned();
    if comment.chars().count() > LONGEST_NOTE {
        return Err(Error::invalid("Validation failed: Comment is too long").into());
    }
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:accounts")?.account_id;
        let target = visible::account(tx, id)?;
        account_notes::put(tx, owner, target.id, &comment)?;
        Ok(owner)
    });
    let owner = write.await?;
    relationship(&app, owner, id).await
}

/// `POST /api/v1/accounts/{id}/endorse` and, as it was called before, `/pin`: only whom one follows.
pub(super) async fn endorse(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:accounts")?.account_id;
        if !follows::is_accepted(tx, owner, id)? {
            return Err(Error::invalid(
                "Validation failed: You must be already following the person",
            ));
        }
        endorsements::insert(tx, owner, id, now_ms)?;
        Ok(owner)
    });
    let owner = write.await?;
    relationship(&app, owner, id).await
}

/// `POST /api/v1/accounts/{id}/unendorse` and `/unpin`
pub(super) async fn unendorse(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:accounts")?.account_id;
        endorsements::delete(tx, owner, id)?;
        Ok(owner)
    });
    let owner = write.await?;
    relationship(&app, owner, id).await
}

/// `GET /api/v1/endorsements`
pub(super) async fn endorsed(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        let owner = bearer.owner(db, "read:accounts")?.account_id;
        account_lists::endorsements(db, owner, page)
    })
    .await
}

/// `GET /api/v1/accounts/{id}/endorsements`
pub(super) async fn endorsed_by(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    list::accounts(&app, Cursor::read(uri, &params, ACCOUNTS), move |db, page| {
        bearer.viewer(db, "read:accounts")?;
        account_lists::endorsements(db, id, page)
    })
    .await
}

/// Whom the owner follows among the followers of somebody.
#[derive(Serialize)]
struct FamiliarFollowers<'a> {
    id: AccountId,
    accounts: Vec<Account<'a>>,
}

/// `GET /api/v1/accounts/familiar_followers`, as far as we know of others' follows.
pub(super) async fn familiar(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let site = app.site().await?;
    let ids: Vec<AccountId> = params.list("id").iter().filter_map(|id| id.parse().ok()).collect();
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:follows")?.account_id;
        let ids = ids.get(..MOST_AT_ONCE).unwrap_or(&ids);
        let pairs = follows::familiar(db, owner, ids)?;
        let followers: Vec<_> = pairs.iter().map(|(_, follower)| *follower).collect();
        let rows = account_view::by_ids(db, &followers)?;
        let of = |id: &AccountId| FamiliarFollowers {
            id: *id,
            accounts: pairs
                .iter()
                .filter(|(target, _)| target == id)
                .filter_map(|(_, follower)| rows.get(follower))
                .map(|row| Account::build(row, &site))
                .collect(),
        };
        Answer::json(&ids.iter().map(of).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

const MOST_AT_ONCE: usize = 40;
