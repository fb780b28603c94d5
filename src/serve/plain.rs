//! The plain port beside TLS of our own: it answers the certificate authority, and sends everybody else to TLS
//! as soon as that can be trusted.
//!
//! Before that nothing of the node shows there, except to the claim and to a home that has no name.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::door::{Doorkeeper, is_setup};
use crate::app::App;
use crate::entrance::{self, Entrance};
use crate::site::Site;
use crate::web;

/// Answers what belongs to the plain port and lets through what the node itself answers there.
pub(super) async fn answer(
    State(keeper): State<Doorkeeper>,
    request: Request,
    next: Next,
) -> Response {
    let app = &keeper.app;
    let entrance = request.extensions().get::<Entrance>();
    if let Some(token) = request.uri().path().strip_prefix(CHALLENGE) {
        return answer_challenge(app, token, entrance);
    }
    let site = app.site().await.ok().filter(|site| !site.is_home_only());
    let is_secure = entrance.is_some_and(|entrance| entrance.secure);
    match site {
        Some(site) if !is_secure && request.uri().path() != "/health" => {
            match can_be_trusted(app, &site.host) {
                // The checklist of a home with a temporary passphrase leads to TLS by itself.
                trusted if keeper.is_lax().await && (!trusted || is_checklist(&request)) => {
                    next.run(request).await
                }
                true => send_to_tls(&site, &request),
                false => web::routes::no_certificate(request.headers()),
            }
        }
        _ => next.run(request).await,
    }
}

/// `GET /.well-known/acme-challenge/TOKEN` (RFC 8555 §8.3)
fn answer_challenge(app: &App, token: &str, entrance: Option<&Entrance>) -> Response {
    let Some(text) = app.appliance.certificates.token(token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Some(entrance) = entrance {
        app.appliance.outsiders.authority_came_from(entrance.peer.ip());
    }
    ([(header::CONTENT_TYPE, "text/plain")], text).into_response()
}

fn is_checklist(request: &Request) -> bool {
    let path = request.uri().path();
    is_setup(path) || path.starts_with("/assets/")
}

fn can_be_trusted(app: &App, host: &str) -> bool {
    let certificates = &app.appliance.certificates;
    let live = certificates.live().filter(|_| certificates.has(host));
    live.is_some_and(|live| live.not_after_ms > app.clock.now_ms())
}

/// For good if it was asked under our name; whoever came by address or by the name on the home network may
/// find something else there another time.
fn send_to_tls(site: &Site, request: &Request) -> Response {
    let status = match asked_host(request).is_some_and(|host| host.eq_ignore_ascii_case(&site.host))
    {
        true => StatusCode::PERMANENT_REDIRECT,
        false => StatusCode::TEMPORARY_REDIRECT,
    };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let Ok(location) = HeaderValue::try_from(format!("{}{path}", site.base())) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    (status, [(header::LOCATION, location), (header::CACHE_CONTROL, REMEMBERED)]).into_response()
}

/// Without its port.
fn asked_host(request: &Request) -> Option<String> {
    let authority: Authority =
        entrance::asked_host(request.uri(), request.headers())?.parse().ok()?;
    Some(authority.host().to_owned())
}

const CHALLENGE: &str = "/.well-known/acme-challenge/";
/// A home may have to do without TLS again; no browser should know better for longer than this.
const REMEMBERED: HeaderValue = HeaderValue::from_static("max-age=3600");
