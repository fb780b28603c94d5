//! Translating a post, if the owner chose a server for that:
//! <https://docs.joinmastodon.org/methods/statuses/#translate>.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::translation::Translation;
use super::error::Answered;
use super::path_id::PathId;
use crate::actions::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, AttachmentId, StatusId, of};
use crate::store::statuses::Visibility;
use crate::store::{Read, owners, status_view};
use crate::translate::{self, Engine, Form};

/// `POST /api/v1/statuses/{id}/translate`
pub(super) async fn translate(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Status>,
    params: Params,
) -> Answered<Answer> {
    let wanted = params.filled("lang").map(str::to_owned);
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        let engine = translate::load(db)?.ok_or_else(|| Error::not_found("Translation"))?;
        Ok((engine, Question::read(db, owner, id)?, language(db, owner, wanted)?))
    };
    let (engine, question, to) = app.store.read(work).await?;
    Ok(question.ask(&app, &engine, &to).await?)
}

/// `GET /api/v1/instance/translation_languages`. Guests cannot have anything translated, and do not make us ask.
pub(super) async fn languages(
    State(app): State<App>,
    bearer: Bearer,
) -> Answered<Json<BTreeMap<String, Vec<String>>>> {
    let work = move |db: &Read| match bearer.token(db)?.and_then(|token| token.account_id) {
        Some(_) => translate::load(db),
        None => Ok(None),
    };
    let Some(engine) = app.store.read(work).await? else {
        return Ok(Json(BTreeMap::new()));
    };
    Ok(Json(translate::languages(&app, &engine).await?))
}

/// The one that was asked for, else the one that the owner writes in.
fn language(db: &Read, owner: AccountId, wanted: Option<String>) -> Result<String> {
    let own = owners::preferences(db, owner)?.map(|chosen| chosen.language);
    let own = own.filter(|language| !language.is_empty());
    let wanted = wanted.or(own).unwrap_or_else(|| "en".into());
    // `fr-CA` is French to those who translate.
    Ok(wanted.split('-').next().unwrap_or_default().to_lowercase())
}

/// What is to be translated.
struct Question {
    status: StatusId,
    content: String,
    spoiler: String,
    options: Vec<String>,
    /// Files that are described.
    files: Vec<(AttachmentId, String)>,
}

impl Question {
    /// Only what everybody may read is given to another server.
    fn read(db: &Read, owner: AccountId, id: StatusId) -> Result<Self> {
        let id = visible::post(db, owner, id)?.id;
        let mut view = status_view::view(db, &[id], Some(owner))?;
        let row = view.rows.remove(&id).ok_or_else(|| Error::not_found("Record"))?;
        if !matches!(row.visibility, Visibility::Public | Visibility::Unlisted) {
            return Err(Error::forbidden("This action is not allowed"));
        }
        let poll = view.polls.remove(&id);
        let files = view.attachments.remove(&id).unwrap_or_default();
        Ok(Self {
            status: id,
            content: row.content_html,
            spoiler: row.spoiler_text,
            options: poll.map_or_else(Vec::new, |view| {
                view.poll.options.into_iter().map(|(title, _)| title).collect()
            }),
            files: files
                .into_iter()
                .filter(|file| !file.description.is_empty())
                .map(|file| (file.id, file.description))
                .collect(),
        })
    }

    async fn ask(&self, app: &App, engine: &Engine, to: &str) -> Result<Answer> {
        let content = [self.content.as_str()];
        let content: &[&str] = if self.content.is_empty() { &[] } else { &content };
        let html = translate::translate(app, engine, content, Form::Html, to).await?;
        let spoiler = Some(self.spoiler.as_str()).filter(|text| !text.is_empty());
        let files = self.files.iter().map(|(_, description)| description.as_str());
        let plain: Vec<_> = spoiler
            .into_iter()
            .chain(self.options.iter().map(String::as_str))
            .chain(files)
            .collect();
        let plain = translate::translate(app, engine, &plain, Form::Text, to).await?;
        let mut texts = plain.texts.into_iter();
        let mut next =
            |there: bool| if there { texts.next().unwrap_or_default() } else { String::new() };
        let spoiler = next(spoiler.is_some());
        let options: Vec<_> = self.options.iter().map(|_| next(true)).collect();
        let files = self.files.iter().map(|(id, _)| (*id, next(true))).collect();
        Answer::json(&Translation::build(
            self.status,
            html.texts.first().map(String::as_str).unwrap_or_default(),
            spoiler,
            options,
            files,
            (html.from.or(plain.from), to, engine.name()),
        ))
    }
}
