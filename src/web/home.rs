//! The front page: who lives here.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::locale::Locale;
use crate::page::{self, Message};
use crate::store::owners;

/// `GET /`: one person lives here, so their profile is the front page.
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    match app.store.read(owners::first).await {
        Ok(Some((_, name))) => Redirect::to(&format!("/@{name}")).into_response(),
        _ => not_found(&headers),
    }
}

/// The page for what is not here, or not for everybody.
pub(super) fn not_found(headers: &HeaderMap) -> Response {
    let locale = Locale::of(headers);
    let (title, text) = (locale.say("not-found-title"), locale.say("not-found-text"));
    page::page(StatusCode::NOT_FOUND, &Message { locale, title, text, code: "" })
}

/// For somebody of the house who asks an unclaimed node for anything but the first visit.
pub(super) fn nobody(headers: &HeaderMap) -> Response {
    let locale = Locale::of(headers);
    let (title, text) = (locale.say("nobody-title"), locale.say("nobody-text"));
    page::page(StatusCode::SERVICE_UNAVAILABLE, &Message { locale, title, text, code: "/setup" })
}

/// For somebody of the house who came by a name that a page elsewhere could have made up.
pub(super) fn wrong_name(headers: &HeaderMap) -> Response {
    let locale = Locale::of(headers);
    let (title, text) = (locale.say("wrong-name-title"), locale.say("wrong-name-text"));
    page::page(StatusCode::FORBIDDEN, &Message { locale, title, text, code: "" })
}

/// Instead of everything, as long as the node has an owner and no certificate.
pub(super) fn no_certificate(headers: &HeaderMap) -> Response {
    let locale = Locale::of(headers);
    let (title, text) = (locale.say("no-certificate-title"), locale.say("no-certificate-text"));
    page::page(StatusCode::SERVICE_UNAVAILABLE, &Message { locale, title, text, code: "" })
}
