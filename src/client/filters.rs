//! What the owner does not want to see: <https://docs.joinmastodon.org/methods/filters/>.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::filter::{self, Filter};
use super::error::{Answered, must_exist};
use super::path_id::PathId;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, FilterId, Ids, of};
use crate::store::filters::{self, Action, CONTEXTS, Filter as Row, Keyword};
use crate::store::{Read, Write};

/// Each page of posts is looked through for all of them.
const MOST_FILTERS: i64 = 100;
pub(super) const MOST_KEYWORDS: usize = 200;
const LONGEST: usize = 255;

/// `GET /api/v2/filters`
pub(super) async fn index(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:filters")?.account_id;
        Answer::json(&filters::of(db, owner)?.iter().map(Filter::build).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v2/filters/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Filter>,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:filters")?.account_id;
        Answer::json(&Filter::build(&own(db, owner, id)?))
    };
    Ok(app.store.read(work).await?)
}

/// A filter of the owner's.
pub(super) fn own(db: &Read, owner: AccountId, id: FilterId) -> Result<Row> {
    filters::by_id(db, owner, id)?.ok_or_else(|| Error::not_found("Record"))
}

/// `POST /api/v2/filters`
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let new = changed(empty(app.ids.next()), &params, app.clock.now_ms())?;
    let ids = app.ids.clone();
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        check_room(tx, owner)?;
        filters::put(tx, owner, &new)?;
        put_keywords(tx, owner, &ids, &new, &params)?;
        Answer::json(&Filter::build(&own(tx, owner, new.id)?))
    });
    Ok(write.await?)
}

/// Refuses one filter too many.
pub(super) fn check_room(db: &Read, owner: AccountId) -> Result<()> {
    match filters::count(db, owner)? < MOST_FILTERS {
        true => Ok(()),
        false => Err(Error::invalid("There are too many filters already")),
    }
}

/// A filter that looks for nothing yet.
pub(super) fn empty(id: FilterId) -> Row {
    Row {
        id,
        title: String::new(),
        contexts: 0,
        action: Action::Warn,
        expires_ms: None,
        keywords: Vec::new(),
        statuses: Vec::new(),
    }
}

/// `PUT /api/v2/filters/{id}`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Filter>,
    params: Params,
) -> Answered<Answer> {
    let (ids, now_ms) = (app.ids.clone(), app.clock.now_ms());
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        let filter = changed(own(tx, owner, id)?, &params, now_ms)?;
        filters::put(tx, owner, &filter)?;
        put_keywords(tx, owner, &ids, &filter, &params)?;
        Answer::json(&Filter::build(&own(tx, owner, id)?))
    });
    Ok(write.await?)
}

/// What is not said stays as it was.
fn changed(mut filter: Row, params: &Params, now_ms: i64) -> Result<Row> {
    if let Some(title) = params.text("title") {
        title.trim().clone_into(&mut filter.title);
    }
    if params.has("context") {
        filter.contexts = contexts(params)?;
    }
    if let Some(name) = params.filled("filter_action") {
        let action = filter::action(name);
        filter.action = action.ok_or_else(|| Error::invalid("Unknown filter action"))?;
    }
    if params.has("expires_in") {
        filter.expires_ms = expires_ms(params, now_ms);
    }
    if filter.title.is_empty() || filter.title.chars().count() > LONGEST {
        return Err(Error::invalid("Validation failed: Title can't be blank or too long"));
    }
    if filter.contexts == 0 {
        return Err(Error::invalid("Validation failed: Context can't be blank"));
    }
    Ok(filter)
}

/// The contexts that a client names, as bits.
pub(super) fn contexts(params: &Params) -> Result<i64> {
    let mut contexts = 0;
    for name in params.list("context") {
        let known = CONTEXTS.iter().find(|(known, _)| *known == name);
        let (_, bit) = known.ok_or_else(|| Error::invalid("Unknown filter context"))?;
        contexts |= bit;
    }
    Ok(contexts)
}

/// When a filter ends that lasts so many seconds; empty means never.
pub(super) fn expires_ms(params: &Params, now_ms: i64) -> Option<i64> {
    let seconds = params.number("expires_in").filter(|seconds| *seconds > 0)?;
    Some(now_ms.saturating_add(seconds.min(LONGEST_SECONDS) * 1000))
}

/// A hundred years: nobody means more, and sums stay small.
const LONGEST_SECONDS: i64 = 100 * 365 * 86_400;

/// Adds, changes and takes off words, as `keywords_attributes` says.
fn put_keywords(
    tx: &Write,
    owner: AccountId,
    ids: &Ids,
    filter: &Row,
    params: &Params,
) -> Result<()> {
    let groups = params.groups("keywords_attributes");
    if filter.keywords.len() + groups.len() > MOST_KEYWORDS {
        return Err(Error::invalid("There are too many words in this filter"));
    }
    for group in groups {
        let known = group.filled("id").and_then(|id| id.parse().ok());
        let known = filter.keywords.iter().find(|keyword| Some(keyword.id) == known);
        match known {
            None if group.filled("id").is_some() => return Err(Error::not_found("Record")),
            Some(known) if group.flag("_destroy") == Some(true) => {
                filters::delete_keyword(tx, owner, known.id)?;
            }
            Some(known) => filters::put_keyword(tx, owner, &keyword(known, group)?)?,
            None => {
                let new = Keyword {
                    id: ids.next(),
                    filter_id: filter.id,
                    keyword: String::new(),
                    whole_word: true,
                };
                filters::put_keyword(tx, owner, &keyword(&new, group)?)?;
            }
        }
    }
    Ok(())
}

/// A word as a client says it; what is not said stays as it was.
pub(super) fn keyword(before: &Keyword, params: &Params) -> Result<Keyword> {
    let text = params.text("keyword").unwrap_or(&before.keyword).trim().to_owned();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Error::invalid("Validation failed: Keyword can't be blank or too long"));
    }
    let whole_word = params.flag("whole_word").unwrap_or(before.whole_word);
    Ok(Keyword { id: before.id, filter_id: before.filter_id, keyword: text, whole_word })
}

/// `DELETE /api/v2/filters/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Filter>,
) -> Answered<Json<Value>> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:filters")?.account_id;
        must_exist(filters::delete(tx, owner, id)?)
    });
    write.await?;
    Ok(Json(json!({})))
}
