//! Hashtags on a profile: <https://docs.joinmastodon.org/methods/featured_tags/>.

use axum::extract::{Path, State};
use serde_json::json;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::featured_tag::FeaturedTag;
use super::entity::tag::Tag;
use super::error::{Answered, must_exist};
use super::path_id::PathId;
use super::tags::{known, one};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, of};
use crate::store::{Read, featured_tags, tags};
use crate::text::tag_name;

/// `POST /api/v1/tags/{name}/feature`
pub(super) async fn feature(
    State(app): State<App>,
    bearer: Bearer,
    Path(name): Path<String>,
) -> Answered<Answer> {
    let (place, name, id) = (Place::of(&app).await?, known(&name)?, app.ids.next());
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:accounts")?.account_id;
        check_room(tx, owner)?;
        featured_tags::insert(tx, id, owner, &name, place.now_ms)?;
        one(tx, owner, name, &place)
    });
    Ok(write.await?)
}

/// `POST /api/v1/tags/{name}/unfeature`
pub(super) async fn unfeature(
    State(app): State<App>,
    bearer: Bearer,
    Path(name): Path<String>,
) -> Answered<Answer> {
    let (place, name) = (Place::of(&app).await?, known(&name)?);
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:accounts")?.account_id;
        if let Some(row) = featured_tags::by_name(tx, owner, &name)? {
            featured_tags::delete(tx, owner, row.id)?;
        }
        one(tx, owner, name, &place)
    });
    Ok(write.await?)
}

/// `GET /api/v1/featured_tags`
pub(super) async fn featured(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:accounts")?.account_id;
        let rows = featured_tags::of(db, owner)?;
        Answer::json(&rows.iter().map(|row| FeaturedTag::build(row, &site)).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `GET /api/v1/accounts/{id}/featured_tags`: those of others are not known here.
pub(super) async fn featured_by(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Account>,
) -> Answered<Answer> {
    let site = app.site().await?;
    let work = move |db: &Read| {
        bearer.viewer(db, "read:accounts")?;
        let rows = featured_tags::of(db, id)?;
        Answer::json(&rows.iter().map(|row| FeaturedTag::build(row, &site)).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v1/featured_tags`
pub(super) async fn add(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let (site, id, now_ms) = (app.site().await?, app.ids.next(), app.clock.now_ms());
    let name = tag_name(params.text("name").unwrap_or_default());
    let name = name.ok_or_else(|| Error::invalid("Validation failed: Tag is invalid"))?;
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:accounts")?.account_id;
        check_room(tx, owner)?;
        featured_tags::insert(tx, id, owner, &name, now_ms)?;
        let row = featured_tags::by_name(tx, owner, &name)?;
        let row = row.ok_or_else(|| Error::not_found("Record"))?;
        Answer::json(&FeaturedTag::build(&row, &site))
    });
    Ok(write.await?)
}

/// `DELETE /api/v1/featured_tags/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::FeaturedTag>,
) -> Answered<Answer> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:accounts")?.account_id;
        must_exist(featured_tags::delete(tx, owner, id)?)?;
        Answer::json(&json!({}))
    });
    Ok(write.await?)
}

/// `GET /api/v1/featured_tags/suggestions`
pub(super) async fn suggested(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:accounts")?.account_id;
        let names = featured_tags::suggestions(db, owner, MOST_FEATURED)?;
        let seen = tags::seen(db, owner, names, place.now_ms)?;
        Answer::json(&seen.iter().map(|seen| Tag::build(seen, &place.site)).collect::<Vec<_>>())
    };
    Ok(app.store.read(work).await?)
}

/// As many as Mastodon lets a person show; clients know the number from the instance.
pub(super) const MOST_FEATURED: u32 = 10;

fn check_room(db: &Read, owner: AccountId) -> Result<()> {
    let most = usize::try_from(MOST_FEATURED).unwrap_or(usize::MAX);
    if featured_tags::of(db, owner)?.len() < most {
        return Ok(());
    }
    Err(Error::invalid(
        "Validation failed: You have already featured the maximum number of hashtags",
    ))
}
