//! Uploads: <https://docs.joinmastodon.org/methods/media/>.
//!
//! Whatever the form, an upload is prepared when it is answered, so nobody has to ask again: 200, never 202.

use axum::Json;
use axum::extract::{Request, State};
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::{Bearer, Owner};
use super::body::Params;
use super::entity::media_attachment::MediaAttachment;
use super::error::Answered;
use super::form::Form;
use super::path_id::PathId;
use crate::actions::upload::{self, NewUpload};
use crate::app::App;
use crate::error::Error;
use crate::id::{AttachmentId, of};
use crate::store::uploads::{self, Change};

/// `POST /api/v1/media`, `POST /api/v2/media`
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    request: Request,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:media").await?;
    let mut form = Form::read(&app, request).await?;
    let arrival = form.take("file");
    let new = NewUpload {
        arrival: arrival.ok_or_else(|| Error::invalid("Validation failed: File can't be blank"))?,
        thumbnail: form.take("thumbnail"),
        description: form.params.text("description").unwrap_or_default().to_owned(),
        focus: focus(&form.params),
    };
    let id = upload::upload(&app, owner.account_id, new).await?;
    answer(&app, owner, id).await
}

/// `GET /api/v1/media/{id}`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Attachment>,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:media").await?;
    answer(&app, owner, id).await
}

/// `PUT /api/v1/media/{id}`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Attachment>,
    request: Request,
) -> Answered<Answer> {
    let owner = bearer.signed_in(&app, "write:media").await?;
    let mut form = Form::read(&app, request).await?;
    let description = form.params.text("description").map(|text| text.trim().to_owned());
    let change = Change { id, description, focus: focus(&form.params) };
    upload::change(&app, owner.account_id, change, form.take("thumbnail")).await?;
    answer(&app, owner, id).await
}

/// `DELETE /api/v1/media/{id}`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    PathId(id): PathId<of::Attachment>,
) -> Answered<Json<Value>> {
    let owner = bearer.signed_in(&app, "write:media").await?;
    upload::discard(&app, owner.account_id, id).await?;
    Ok(Json(json!({})))
}

async fn answer(app: &App, owner: Owner, id: AttachmentId) -> Answered<Answer> {
    let site = app.site().await?;
    let read = app.store.read(move |db| {
        let found = uploads::by_id(db, owner.account_id, id)?;
        let (attachment, _) = found.ok_or_else(|| Error::not_found("Record"))?;
        Answer::json(&MediaAttachment::build(&attachment, &site))
    });
    Ok(read.await?)
}

/// Where the important part is: `x,y`, each from −1 to 1.
pub(super) fn focus(params: &Params) -> Option<(f64, f64)> {
    let (x, y) = params.filled("focus")?.split_once(',')?;
    let within = |text: &str| {
        let number: f64 = text.trim().parse().ok()?;
        number.is_finite().then(|| number.clamp(-1.0, 1.0))
    };
    Some((within(x)?, within(y)?))
}
