//! The words of a filter, one at a time: <https://docs.joinmastodon.org/methods/filters/#keywords-get>.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::filter::FilterKeyword;
use super::error::Answered;
use super::filters::{MOST_KEYWORDS, keyword as changed, own};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, FilterKeywordId, of};
use crate::store::Read;
use crate::store::filters::{self, Keyword};

/// `GET /api/v2/filters/{id}/keywords`
pub(super) async fn index(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Filter>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let filter = own(db, bearer.owner(db, "read:filters")?.account_id, id)?;
        Answer::json(&filter.keywords.iter().map(FilterKeyword::build).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v2/filters/{id}/keywords`
pub(super) async fn add(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Filter>,
    params: Params,
) -> Answered<Answer> {
    let new =
        Keyword { id: app.ids.next(), filter_id: id, keyword: String::new(), whole_word: false };
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        let filter = own(tx, owner, id)?;
        if filter.keywords.len() >= MOST_KEYWORDS {
            return Err(Error::invalid("There are too many words in this filter"));
        }
        let new = changed(&new, &params)?;
        filters::put_keyword(tx, owner, &new)?;
        Answer::json(&FilterKeyword::build(&new))
    });
    Ok(write.await?)
}

/// `GET /api/v2/filters/keywords/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterKeyword>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:filters")?.account_id;
        Answer::json(&FilterKeyword::build(&own_word(db, owner, id)?))
    };
    Ok(app.store.read(work).await?)
}

fn own_word(db: &Read, owner: AccountId, id: FilterKeywordId) -> Result<Keyword> {
    filters::keyword(db, owner, id)?.ok_or_else(|| Error::not_found("Record"))
}

/// `PUT /api/v2/filters/keywords/{id}`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterKeyword>,
    params: Params,
) -> Answered<Answer> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        let keyword = changed(&own_word(tx, owner, id)?, &params)?;
        filters::put_keyword(tx, owner, &keyword)?;
        Answer::json(&FilterKeyword::build(&keyword))
    });
    Ok(write.await?)
}

/// `DELETE /api/v2/filters/keywords/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterKeyword>,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        filters::delete_keyword(tx, owner, own_word(tx, owner, id)?.id)
    });
    write.await?;
    Ok(Json(json!({})))
}
