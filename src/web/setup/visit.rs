//! Who is on the other side of a setup page: a browser that was let in, or not, and what was chosen so far.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::app::App;
use crate::appliance::claim::{self, Claim, Step};
use crate::locale::Locale;
use crate::page::{self, Message};
use crate::web::home::not_found;

/// One request to a setup page.
pub(super) struct Visit {
    pub(super) locale: Locale,
    pub(super) claim: Claim,
    /// The secret in this browser's cookie; empty if there is none.
    pub(super) session: String,
}

impl Visit {
    /// Whoever comes. Refused where there is nothing to be claimed any more.
    pub(super) async fn begin(app: &App, headers: &HeaderMap) -> Result<Self, Response> {
        let locale = Locale::of(headers);
        let broken = |_| StatusCode::INTERNAL_SERVER_ERROR.into_response();
        let found = app.store.read(claim::load).await.map_err(broken)?;
        let settled = app.site().await.is_ok();
        let claim = match found {
            Some(claim) if claim.is_over() == settled => claim,
            // `nichoir setup` made the owner.
            _ => return Err(not_found(headers)),
        };
        if matches!(claim.step, Step::Done | Step::AtHome) {
            return Err(over(locale));
        }
        let session = cookie(headers, COOKIE).unwrap_or_default().to_owned();
        Ok(Self { locale, claim, session })
    }

    /// Somebody who was let in; others are sent to the page where they show the code.
    pub(super) async fn of_known(app: &App, headers: &HeaderMap) -> Result<Self, Response> {
        let visit = Self::begin(app, headers).await?;
        match visit.is_known() {
            true => Ok(visit),
            false => Err(Redirect::to("/setup/code").into_response()),
        }
    }

    /// Somebody who was let in and still chooses.
    pub(super) async fn of_chooser(app: &App, headers: &HeaderMap) -> Result<Self, Response> {
        let visit = Self::of_known(app, headers).await?;
        match visit.claim.is_over() {
            false => Ok(visit),
            true => Err(Redirect::to("/setup/check").into_response()),
        }
    }

    /// Whether this browser was let in.
    pub(super) fn is_known(&self) -> bool {
        self.claim.knows(&self.session)
    }

    /// Where the claim was left.
    pub(super) fn next(&self) -> &'static str {
        match self.claim.step {
            _ if !self.is_known() => "/setup/code",
            Step::Code | Step::Name => "/setup/name",
            Step::Domain => "/setup/domain",
            Step::Check if self.claim.stays_home => "/setup/passphrase",
            _ => "/setup/check",
        }
    }
}

/// Lets this browser go on without the code: in the clear as long as there is no certificate, and only over TLS
/// if that is how it came.
pub(super) fn let_in(session: &str, secure: bool) -> Response {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={session}; Path=/setup; HttpOnly; SameSite=Strict{secure}");
    let mut response = Redirect::to("/setup").into_response();
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn over(locale: Locale) -> Response {
    let (title, text) = (locale.say("setup-over-title"), locale.say("setup-over-text"));
    page::page(StatusCode::GONE, &Message { locale, title, text, code: "" })
}

/// The value of a cookie.
pub(in crate::web) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

const COOKIE: &str = "nichoir_setup";
