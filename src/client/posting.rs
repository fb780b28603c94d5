//! Posting, changing and deleting what the owner wrote.

use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;

use super::answer::Answer;
use super::auth::{Bearer, Owner};
use super::body::Params;
use super::entity::status::Status;
use super::entity::{Place, visibility};
use super::error::Answered;
use super::path_id::PathId;
use super::{media, quotes, scheduled, statuses};
use crate::actions::delete::Files;
use crate::actions::draft::{Draft, PollDraft};
use crate::actions::post::NewPost;
use crate::actions::{delete, edit, post, schedule};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, Id, StatusId, of};
use crate::store::owners::{self, Preferences};
use crate::store::uploads::Change;
use crate::store::{Read, status_edits};

/// `POST /api/v1/statuses`
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    headers: HeaderMap,
    params: Params,
) -> Answered<Answer> {
    let (owner, usual) = app.store.read(move |db| writer(db, bearer)).await?;
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    let mut new = new_post(&params, &usual)?;
    new.idempotency_key = key.filter(|key| key.len() <= LONGEST_KEY).map(str::to_owned);
    new.app_id = Some(owner.app_id);
    // A time that has passed is now, as in Mastodon.
    let later = scheduled::time(&params)?.filter(|at_ms| *at_ms > app.clock.now_ms());
    if let Some(at_ms) = later {
        let id = schedule::schedule(&app, owner.account_id, new, at_ms).await?;
        return scheduled::one(&app, owner.account_id, id).await;
    }
    let id = post::post(&app, owner.account_id, new).await?;
    answer(&app, owner, id).await
}

/// `PUT /api/v1/statuses/{id}`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    params: Params,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:statuses").await?;
    let before = app.store.read(move |db| before(db, id, owner.account_id)).await?;
    edit::edit(&app, owner.account_id, id, changed(before, &params)?).await?;
    answer(&app, owner, id).await
}

/// A post as it was written, to be changed.
fn before(db: &Read, id: StatusId, owner: AccountId) -> Result<Draft> {
    let view = statuses::own(db, id, owner)?;
    let row = view.rows.get(&id).ok_or_else(|| Error::not_found("Record"))?;
    Ok(Draft {
        text: status_edits::source(db, id)?.map(|(text, _)| text).unwrap_or_default(),
        spoiler_text: row.spoiler_text.clone(),
        sensitive: row.sensitive,
        language: row.language.clone(),
        poll: None,
        media: Vec::new(),
        said_of_media: Vec::new(),
        quote_policy: None,
    })
}

/// What is not said stays as it was.
fn changed(before: Draft, params: &Params) -> Result<Draft> {
    let said = draft(params)?;
    let pick = |name: &str, new: String, old: String| if params.has(name) { new } else { old };
    Ok(Draft {
        text: pick("status", said.text, before.text),
        spoiler_text: pick("spoiler_text", said.spoiler_text, before.spoiler_text),
        sensitive: params.flag("sensitive").unwrap_or(before.sensitive),
        language: said.language.or(before.language),
        quote_policy: quotes::policy(params)?,
        ..said
    })
}

/// A deleted status with what was typed, for "delete and write again".
#[derive(Serialize)]
struct Deleted<'a> {
    #[serde(flatten)]
    status: Status<'a>,
    text: String,
}

/// `DELETE /api/v1/statuses/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    params: Params,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let files = if params.flag("delete_media") == Some(true) { Files::Gone } else { Files::Kept };
    let owner = bearer.signed_in(&app, "write:statuses").await?.account_id;
    let last_look = app.store.read(move |db| {
        let view = statuses::own(db, id, owner)?;
        let status = Status::build(id, &view, Some(owner), &place);
        let status = status.ok_or_else(|| Error::not_found("Record"))?;
        let text = status_edits::source(db, id)?.map(|(text, _)| text).unwrap_or_default();
        Answer::json(&Deleted { status, text })
    });
    let last_look = last_look.await?;
    delete::delete(&app, owner, id, files).await?;
    Ok(last_look)
}

/// Longer keys than this are not keys.
const LONGEST_KEY: usize = 255;

fn writer(db: &Read, bearer: Bearer) -> Result<(Owner, Preferences)> {
    let owner = bearer.owner(db, "write:statuses")?;
    let usual = owners::preferences(db, owner.account_id)?;
    Ok((owner, usual.ok_or_else(|| Error::not_found("Owner"))?))
}

async fn answer(app: &App, owner: Owner, id: StatusId) -> Answered<Answer> {
    let place = Place::of(app).await?;
    let work = move |db: &Read| statuses::one(db, id, Some(owner.account_id), &place);
    Ok(app.store.read(work).await?)
}

/// What is not said is as the owner usually has it.
fn new_post(params: &Params, usual: &Preferences) -> Result<NewPost> {
    let mut draft = draft(params)?;
    if params.flag("sensitive").is_none() {
        draft.sensitive = usual.sensitive;
    }
    let language = || Some(usual.language.clone()).filter(|language| !language.is_empty());
    draft.language = draft.language.or_else(language);
    let wanted = params.filled("visibility").map(visibility::read);
    Ok(NewPost {
        draft,
        visibility: match wanted {
            Some(known) => known.ok_or_else(|| Error::invalid("Unknown visibility"))?,
            None => usual.visibility,
        },
        in_reply_to: id(params, "in_reply_to_id")?,
        quote: id(params, "quoted_status_id")?,
        quote_policy: quotes::policy(params)?.unwrap_or(usual.quote_policy),
        idempotency_key: None,
        app_id: None,
        scheduled: None,
    })
}

fn draft(params: &Params) -> Result<Draft> {
    let media = params.list("media_ids");
    let media = media.iter().map(|id| id.parse().map_err(|_| Error::not_found("Media")));
    Ok(Draft {
        text: params.text("status").unwrap_or_default().to_owned(),
        spoiler_text: params.text("spoiler_text").unwrap_or_default().to_owned(),
        sensitive: params.flag("sensitive").unwrap_or(false),
        language: params.filled("language").map(str::to_owned),
        poll: params.inside("poll").map(poll).filter(|poll| !poll.options.is_empty()),
        media: media.collect::<Result<_>>()?,
        quote_policy: None,
        said_of_media: params.groups("media_attributes").into_iter().filter_map(said).collect(),
    })
}

/// What is said anew of a file of the post.
fn said(params: &Params) -> Option<Change> {
    let id = params.text("id")?.parse().ok()?;
    let description = params.text("description").map(|text| text.trim().to_owned());
    Some(Change { id, description, focus: media::focus(params) })
}

fn poll(params: &Params) -> PollDraft {
    PollDraft {
        options: params.list("options").into_iter().map(str::to_owned).collect(),
        multiple: params.flag("multiple").unwrap_or(false),
        hide_totals: params.flag("hide_totals").unwrap_or(false),
        expires_in_s: params.number("expires_in").unwrap_or(86_400),
    }
}

fn id<T>(params: &Params, name: &str) -> Result<Option<Id<T>>> {
    let Some(text) = params.filled(name) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| Error::not_found("Record"))
}
