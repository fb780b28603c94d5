//! Hashtags: looking at one and following it. <https://docs.joinmastodon.org/methods/tags/>

use axum::extract::{Path, State};
use axum::http::Uri;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::tag::Tag;
use super::error::Answered;
use super::page::{Cursor, TAGS};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::store::{Read, followed_tags, tags};
use crate::text::tag_name;

/// `GET /api/v1/tags/{name}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    Path(name): Path<String>,
) -> Answered<Answer> {
    let (place, name) = (Place::of(&app).await?, known(&name)?);
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:follows")?.account_id;
        one(db, owner, name, &place)
    };
    Ok(app.store.read(work).await?)
}

/// The hashtag as an answer.
pub(super) fn one(db: &Read, owner: AccountId, name: String, place: &Place) -> Result<Answer> {
    let seen = tags::seen(db, owner, vec![name], place.now_ms)?;
    let seen = seen.first().ok_or_else(|| Error::not_found("Record"))?;
    Answer::json(&Tag::build(seen, &place.site))
}

/// As the store writes it.
pub(super) fn known(name: &str) -> Result<String> {
    tag_name(name).ok_or_else(|| Error::not_found("Record"))
}

/// `POST /api/v1/tags/{name}/follow`
pub(super) async fn follow(
    State(app): State<App>,
    bearer: Bearer,
    Path(name): Path<String>,
) -> Answered<Answer> {
    let (place, name) = (Place::of(&app).await?, known(&name)?);
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:follows")?.account_id;
        followed_tags::insert(tx, owner, &name, place.now_ms)?;
        one(tx, owner, name, &place)
    });
    Ok(write.await?)
}

/// `POST /api/v1/tags/{name}/unfollow`
pub(super) async fn unfollow(
    State(app): State<App>,
    bearer: Bearer,
    Path(name): Path<String>,
) -> Answered<Answer> {
    let (place, name) = (Place::of(&app).await?, known(&name)?);
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:follows")?.account_id;
        followed_tags::delete(tx, owner, &name)?;
        one(tx, owner, name, &place)
    });
    Ok(write.await?)
}

/// `GET /api/v1/followed_tags`
pub(super) async fn followed(
    State(app): State<App>,
    bearer: Bearer,
    uri: Uri,
    params: Params,
) -> Answered<Answer> {
    let (place, cursor) = (Place::of(&app).await?, Cursor::read(uri, &params, TAGS));
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:follows")?.account_id;
        let lines = followed_tags::page(db, owner, &cursor.page)?;
        let link = cursor.link_of(&place.site, &lines);
        let names = lines.into_iter().map(|(_, name)| name).collect();
        let seen = tags::seen(db, owner, names, place.now_ms)?;
        let all: Vec<_> = seen.iter().map(|seen| Tag::build(seen, &place.site)).collect();
        Ok(Answer::json(&all)?.with_link(link))
    };
    Ok(app.store.read(work).await?)
}
