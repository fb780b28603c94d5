//! Who is on the other side: the owner's browser, or somebody who has to show the passphrase first.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::sign_in;
use crate::actions::sessions::{self, Known, LIFE_MS};
use crate::app::App;
use crate::appliance::claim::neighbourhood::is_in_the_house;
use crate::entrance::Entrance;
use crate::locale::Locale;
use crate::page::{self, Message};
use crate::web::setup::visit::cookie;

/// The owner, in a browser that was let in.
pub(super) struct Owner {
    pub(super) locale: Locale,
    /// The cookie of this browser, if it is to last longer from now on.
    pub(super) renewed: Option<HeaderValue>,
}

impl Owner {
    /// Others get the form for the passphrase.
    pub(super) async fn of(
        app: &App,
        entrance: Entrance,
        headers: &HeaderMap,
    ) -> Result<Self, Response> {
        if let Some(refused) = unsafe_here(entrance, headers) {
            return Err(refused);
        }
        let (locale, token) = (Locale::of(headers), secret(headers));
        if token.is_empty() {
            return Err(sign_in::form(locale, StatusCode::OK, None));
        }
        let renewed = match sessions::knows(app, token).await {
            Ok(Known::No) => return Err(sign_in::form(locale, StatusCode::OK, None)),
            Ok(Known::Yes) => None,
            Ok(Known::Renewed) => kept(token, entrance.secure),
            Err(_) => return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
        };
        Ok(Self { locale, renewed })
    }
}

/// The passphrase is shown over TLS, or inside the house where there is none: the page for all others.
pub(super) fn unsafe_here(entrance: Entrance, headers: &HeaderMap) -> Option<Response> {
    if entrance.secure || (!entrance.proxied && is_in_the_house(entrance.peer.ip())) {
        return None;
    }
    let locale = Locale::of(headers);
    let (title, text) = (locale.say("box-unsafe-title"), locale.say("box-unsafe-text"));
    Some(page::page(StatusCode::FORBIDDEN, &Message { locale, title, text, code: "" }))
}

/// The secret in this browser's cookie; empty if there is none.
pub(super) fn secret(headers: &HeaderMap) -> &str {
    cookie(headers, COOKIE).unwrap_or_default()
}

/// A cookie that keeps a secret, over TLS only if that is how it came.
pub(super) fn kept(secret: &str, secure: bool) -> Option<HeaderValue> {
    line(secret, LIFE_MS / 1000, secure)
}

/// What makes a browser forget its secret.
pub(super) fn forgotten(secure: bool) -> Option<HeaderValue> {
    line("", 0, secure)
}

fn line(secret: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let line = format!(
        "{COOKIE}={secret}; Path=/box; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::try_from(line).ok()
}

/// Sends a cookie along.
pub(super) fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

const COOKIE: &str = "nichoir_box";
