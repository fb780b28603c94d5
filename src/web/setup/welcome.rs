//! `/welcome/TOKEN`: the passphrase, on the HTTPS origin. The link is good once.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, http::StatusCode};

use super::fields::Fields;
use super::frame::Frame;
use super::passphrase::{self, PassphrasePage};
use crate::app::App;
use crate::appliance::claim::{self, Claim, Step, finish};
use crate::entrance::Entrance;
use crate::locale::Locale;
use crate::page::{self, Message};
use crate::store::{Read, owners};

/// `GET /welcome/{token}`
pub(super) async fn show(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    match guest(&app, entrance, &token).await {
        Some((claim, name)) => render(&headers, &token, &claim, &name, None),
        None => dead(&headers),
    }
}

/// `POST /welcome/{token}`
pub(super) async fn finish(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
    Path(token): Path<String>,
    fields: Fields,
) -> Response {
    let Some((claim, name)) = guest(&app, entrance, &token).await else { return dead(&headers) };
    let passphrase = match passphrase::typed(&fields) {
        Ok(passphrase) => passphrase,
        Err(problem) => return render(&headers, &token, &claim, &name, Some(problem)),
    };
    match finish::over_https(&app, token, passphrase).await {
        Ok(()) => Redirect::to("/welcome").into_response(),
        Err(error) => {
            tracing::warn!(%error, "nobody moved in");
            dead(&headers)
        }
    }
}

/// The claim and the owner's name, if the link is good here: over HTTPS only.
async fn guest(app: &App, entrance: Entrance, token: &str) -> Option<(Claim, String)> {
    let work = |db: &Read| Ok((claim::load(db)?, owners::first(db)?));
    let (claim, owner) = app.store.read(work).await.ok()?;
    let claim = claim.filter(|claim| claim.welcomes(token, app.clock.now_ms()))?;
    let name = owner.map_or_else(|| claim.name.clone(), |(_, name)| name);
    entrance.secure.then_some((claim, name))
}

fn render(
    headers: &HeaderMap,
    token: &str,
    claim: &Claim,
    name: &str,
    problem: Option<&'static str>,
) -> Response {
    let path = format!("/welcome/{token}");
    passphrase::render(&PassphrasePage {
        frame: Frame::new(6, &path).of(name),
        locale: Locale::of(headers),
        problem,
        action: &path,
        username: name,
        warning: (claim.step == Step::Temporary).then_some("passphrase-replaces"),
    })
}

fn dead(headers: &HeaderMap) -> Response {
    let locale = Locale::of(headers);
    let (title, text) = (locale.say("link-dead-title"), locale.say("link-dead-text"));
    page::page(StatusCode::NOT_FOUND, &Message { locale, title, text, code: "" })
}
