//! The sign-in page: the owner types the passphrase and lets an app in.
//!
//! There is no session and no cookie; each sign-in asks again. Spec: RFC 6749 §4.1.1.

use std::net::SocketAddr;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::grant::{Asked, Refused};
use crate::actions::sign_in::{self, Answer};
use crate::app::App;
use crate::client::body::Params;
use crate::client::error::Answered;
use crate::client::secret;
use crate::error::Result;
use crate::id::AccountId;
use crate::locale::Locale;
use crate::page::{self, Message};
use crate::store::oauth::{self, Grant};
use crate::store::owners;

/// How long a code can be exchanged.
const CODE_LIFE_MS: i64 = 10 * 60_000;

#[derive(Template)]
#[template(path = "authorize.html", config = "src/page/askama.toml")]
struct SignIn<'a> {
    locale: Locale,
    app: &'a str,
    owner: &'a str,
    may: Vec<&'static str>,
    hidden: Vec<(&'static str, String)>,
    problem: Option<&'static str>,
}

/// `GET /oauth/authorize`
pub(in crate::client) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    params: Params,
) -> Answered<Response> {
    let locale = Locale::of(&headers);
    match asked(&app, &params).await? {
        Ok(asked) => Ok(form(&app, &asked, locale, None).await?),
        Err(refused) => Ok(refuse(refused, locale)),
    }
}

/// `POST /oauth/authorize`
pub(in crate::client) async fn decide(
    State(app): State<App>,
    Extension(peer): Extension<SocketAddr>,
    headers: HeaderMap,
    params: Params,
) -> Answered<Response> {
    let locale = Locale::of(&headers);
    let asked = match asked(&app, &params).await? {
        Ok(asked) => asked,
        Err(refused) => return Ok(refuse(refused, locale)),
    };
    if params.filled("deny").is_some() {
        return Ok(leave(&asked.back_with("error", "access_denied")));
    }
    let typed = params.text("passphrase").unwrap_or_default();
    let account_id = match sign_in::show(&app, peer.ip(), typed.to_owned()).await? {
        Answer::Right(account_id) => account_id,
        Answer::Wait(wait_ms) => return too_many(&app, &asked, locale, wait_ms).await,
        Answer::Wrong => {
            let mut response = form(&app, &asked, locale, Some("wrong-passphrase")).await?;
            *response.status_mut() = StatusCode::FORBIDDEN;
            return Ok(response);
        }
    };
    let code = grant(&app, &asked, account_id).await?;
    Ok(hand_over(&asked, &code, locale))
}

async fn too_many(app: &App, asked: &Asked, locale: Locale, wait_ms: i64) -> Answered<Response> {
    let mut response = form(app, asked, locale, Some("too-many-tries")).await?;
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_ms / 1000 + 1));
    Ok(response)
}

async fn asked(app: &App, params: &Params) -> Result<Result<Asked, Refused>> {
    let client_id = params.text("client_id").unwrap_or_default().to_owned();
    let found = app.store.read(move |db| oauth::app_by_client_id(db, &client_id)).await?;
    Ok(Asked::read(params, found))
}

async fn form(
    app: &App,
    asked: &Asked,
    locale: Locale,
    problem: Option<&'static str>,
) -> Result<Response> {
    let owner = app.store.read(owners::first).await?.map(|(_, name)| name).unwrap_or_default();
    let mut response = page::page(
        StatusCode::OK,
        &SignIn {
            locale,
            app: &asked.app.name,
            owner: &owner,
            may: may(&asked.scopes),
            hidden: asked.hidden(),
            problem,
        },
    );
    page::allow_form_to(&mut response, &origin(&asked.redirect_uri));
    Ok(response)
}

/// What the scopes mean, one sentence for each broad one.
fn may(scopes: &str) -> Vec<&'static str> {
    let mut keys = Vec::new();
    for scope in scopes.split_ascii_whitespace() {
        let key = match scope.split(':').next() {
            Some("read") => "may-read",
            Some("write") => "may-write",
            Some("follow") => "may-follow",
            Some("push") => "may-push",
            _ => "may-profile",
        };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The app's address as a source for the page's policy: its origin, or its private scheme.
fn origin(redirect_uri: &str) -> String {
    let Ok(url) = url::Url::parse(redirect_uri) else { return String::new() };
    match url.scheme() {
        "http" | "https" => url.origin().ascii_serialization(),
        scheme => format!("{scheme}:"),
    }
}

async fn grant(app: &App, asked: &Asked, account_id: AccountId) -> Result<String> {
    let code = app.random.token();
    let hash = secret::hash(&code);
    let now_ms = app.clock.now_ms();
    let grant = Grant {
        app_id: asked.app.id,
        account_id,
        redirect_uri: asked.redirect_uri.clone(),
        scopes: asked.scopes.clone(),
        challenge: asked.challenge.clone(),
        expires_ms: now_ms + CODE_LIFE_MS,
    };
    app.store.write(move |tx| oauth::insert_code(tx, &hash, &grant, now_ms)).await?;
    Ok(code)
}

fn hand_over(asked: &Asked, code: &str, locale: Locale) -> Response {
    if !asked.is_out_of_band() {
        return leave(&asked.back_with("code", code));
    }
    let (title, text) = (locale.say("code-title"), locale.say("code-text"));
    page::page(StatusCode::OK, &Message { locale, title, text, code })
}

fn refuse(refused: Refused, locale: Locale) -> Response {
    match refused {
        Refused::Redirect(to) => leave(&to),
        Refused::Page(key) => {
            let (title, text) = (locale.say("bad-request-title"), locale.say(key));
            page::page(StatusCode::BAD_REQUEST, &Message { locale, title, text, code: "" })
        }
    }
}

/// Back to the app. Codes must not end up in a cache or a referrer.
fn leave(to: &str) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (headers, Redirect::to(to)).into_response()
}
