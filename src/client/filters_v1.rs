//! Filters of the first kind, a thin layer over the second: each is one word of a filter.
//! <https://docs.joinmastodon.org/methods/filters/#v1>

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::filter_v1::FilterV1;
use super::error::Answered;
use super::filters::{check_room, contexts, empty, expires_ms};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, FilterKeywordId, of};
use crate::store::Read;
use crate::store::filters::{self, Action, Filter, Keyword};

const LONGEST: usize = 255;

/// `GET /api/v1/filters`
pub(super) async fn index(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:filters")?.account_id;
        let filters = filters::of(db, owner)?;
        let words = filters.iter().flat_map(|filter| {
            filter.keywords.iter().map(move |keyword| FilterV1::build(filter, keyword))
        });
        Answer::json(&words.collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/filters/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterKeyword>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:filters")?.account_id;
        let (filter, keyword) = own(db, owner, id)?;
        Answer::json(&FilterV1::build(&filter, &keyword))
    };
    Ok(app.store.read(work).await?)
}

fn own(db: &Read, owner: AccountId, id: FilterKeywordId) -> Result<(Filter, Keyword)> {
    let missing = || Error::not_found("Record");
    let keyword = filters::keyword(db, owner, id)?.ok_or_else(missing)?;
    let filter = filters::by_id(db, owner, keyword.filter_id)?.ok_or_else(missing)?;
    Ok((filter, keyword))
}

/// `POST /api/v1/filters`
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let (filter, now_ms) = (empty(app.ids.next()), app.clock.now_ms());
    let keyword = Keyword {
        id: app.ids.next(),
        filter_id: filter.id,
        keyword: String::new(),
        whole_word: false,
    };
    let (filter, keyword) = changed(filter, keyword, &params, now_ms)?;
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        check_room(tx, owner)?;
        filters::put(tx, owner, &filter)?;
        filters::put_keyword(tx, owner, &keyword)?;
        Answer::json(&FilterV1::build(&filter, &keyword))
    });
    Ok(write.await?)
}

/// `PUT /api/v1/filters/{id}`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterKeyword>,
    params: Params,
) -> Answered<Answer> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        let (filter, keyword) = own(tx, owner, id)?;
        let (filter, keyword) = changed(filter, keyword, &params, now_ms)?;
        filters::put(tx, owner, &filter)?;
        filters::put_keyword(tx, owner, &keyword)?;
        Answer::json(&FilterV1::build(&filter, &keyword))
    });
    Ok(write.await?)
}

/// What is not said stays as it was. The phrase is also the title.
fn changed(
    mut filter: Filter,
    mut keyword: Keyword,
    params: &Params,
    now_ms: i64,
) -> Result<(Filter, Keyword)> {
    if let Some(phrase) = params.text("phrase") {
        phrase.trim().clone_into(&mut keyword.keyword);
        filter.title.clone_from(&keyword.keyword);
    }
    if params.has("context") {
        filter.contexts = contexts(params)?;
    }
    if params.has("expires_in") {
        filter.expires_ms = expires_ms(params, now_ms);
    }
    if let Some(irreversible) = params.flag("irreversible") {
        filter.action = if irreversible { Action::Hide } else { Action::Warn };
    }
    keyword.whole_word = params.flag("whole_word").unwrap_or(keyword.whole_word);
    if keyword.keyword.is_empty() || keyword.keyword.chars().count() > LONGEST {
        return Err(Error::invalid("Validation failed: Phrase can't be blank or too long"));
    }
    if filter.contexts == 0 {
        return Err(Error::invalid("Validation failed: Context can't be blank"));
    }
    Ok((filter, keyword))
}

/// `DELETE /api/v1/filters/{id}`: the word, and with its last word the filter.
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FilterKeyword>,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        let (filter, keyword) = own(tx, owner, id)?;
        filters::delete_keyword(tx, owner, keyword.id)?;
        if filter.keywords.len() == 1 && filter.statuses.is_empty() {
            filters::delete(tx, owner, filter.id)?;
        }
        Ok(())
    });
    write.await?;
    Ok(Json(json!({})))
}
