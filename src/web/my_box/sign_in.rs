//! The way in and out. The form says nothing about the box.

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::guest::{forgotten, kept, secret, unsafe_here, with_cookie};
use crate::actions::sessions;
use crate::actions::sign_in::{Answer, show};
use crate::app::App;
use crate::entrance::Entrance;
use crate::locale::Locale;
use crate::page;
use crate::web::setup::fields::Fields;
use crate::web::setup::frame::Frame;

#[derive(Template)]
#[template(path = "box_sign_in.html", config = "src/page/askama.toml")]
struct SignIn {
    frame: Frame,
    locale: Locale,
    problem: Option<&'static str>,
}

/// The page with the form.
pub(super) fn form(locale: Locale, status: StatusCode, problem: Option<&'static str>) -> Response {
    page::page(status, &SignIn { frame: Frame::new(0, "/box"), locale, problem })
}

/// `POST /box/in`
pub(super) async fn enter(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    if let Some(refused) = unsafe_here(entrance, &headers) {
        return refused;
    }
    let locale = Locale::of(&headers);
    let typed = fields.exact("passphrase").to_owned();
    match show(&app, entrance.peer.ip(), typed).await {
        Ok(Answer::Right(_)) => let_in(&app, entrance).await,
        Ok(Answer::Wrong) => form(locale, StatusCode::FORBIDDEN, Some("wrong-passphrase")),
        Ok(Answer::Wait(wait_ms)) => {
            let mut response = form(locale, StatusCode::TOO_MANY_REQUESTS, Some("too-many-tries"));
            let seconds = HeaderValue::from(wait_ms / 1000 + 1);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn let_in(app: &App, entrance: Entrance) -> Response {
    match sessions::begin(app).await {
        Ok(token) => {
            with_cookie(Redirect::to("/box").into_response(), kept(&token, entrance.secure))
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `POST /box/out`
pub(super) async fn leave(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
) -> Response {
    match sessions::end(&app, secret(&headers)).await {
        Ok(()) => with_cookie(Redirect::to("/box").into_response(), forgotten(entrance.secure)),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
