//! Exchanging a code for a token. Spec: RFC 6749 §4.1.3, §4.4; RFC 7636 §4.6.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use crate::app::App;
use crate::client::body::Params;
use crate::client::entity::token::Token as TokenEntity;
use crate::client::error::Failure;
use crate::client::{scope, secret};
use crate::error::{Error, Result};
use crate::store::oauth::{self, OauthApp, Token};

/// Why no token is given (RFC 6749 §5.2), or what went wrong on the way.
pub(in crate::client) enum NoToken {
    Refused(StatusCode, &'static str, &'static str),
    Failed(Error),
}

const UNKNOWN_CLIENT: NoToken = NoToken::Refused(
    StatusCode::UNAUTHORIZED,
    "invalid_client",
    "Client authentication failed: unknown client or wrong secret.",
);
const BAD_GRANT: NoToken = NoToken::Refused(
    StatusCode::BAD_REQUEST,
    "invalid_grant",
    "The code is wrong, used, expired, or was made for another address or app.",
);

/// `POST /oauth/token`
pub(in crate::client) async fn create(
    State(app): State<App>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, NoToken> {
    let client = authenticate(&app, &headers, &params).await?;
    let token = match params.text("grant_type") {
        Some("authorization_code") => exchange(&app, client, &params).await?,
        Some("client_credentials") => for_itself(&client, &params)?,
        _ => return Err(NoToken::bad("unsupported_grant_type", "Use authorization_code.")),
    };
    let access_token = app.random.token();
    let (hash, now_ms) = (secret::hash(&access_token), app.clock.now_ms());
    let scope = token.scopes.clone();
    app.store.write(move |tx| oauth::insert_token(tx, &hash, &token, now_ms)).await?;
    let entity =
        TokenEntity { access_token, token_type: "Bearer", scope, created_at: now_ms / 1000 };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(entity)).into_response())
}

/// The program behind a request, if it knows its secret: in the body, or as HTTP Basic.
pub(super) async fn authenticate(
    app: &App,
    headers: &HeaderMap,
    params: &Params,
) -> Result<OauthApp, NoToken> {
    let (id, given) = match params.text("client_id").zip(params.text("client_secret")) {
        Some((id, given)) => (id.to_owned(), given.to_owned()),
        None => basic(headers).ok_or(UNKNOWN_CLIENT)?,
    };
    let found = app.store.read(move |db| oauth::app_by_client_id(db, &id)).await?;
    found.filter(|app| secret::same(&app.secret_hash, &secret::hash(&given))).ok_or(UNKNOWN_CLIENT)
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let text = String::from_utf8(STANDARD.decode(value.strip_prefix("Basic ")?).ok()?).ok()?;
    let (id, given) = text.split_once(':')?;
    Some((id.to_owned(), given.to_owned()))
}

/// The code is used up even if the rest does not fit: whoever has it may have stolen it.
async fn exchange(app: &App, client: OauthApp, params: &Params) -> Result<Token, NoToken> {
    let code = secret::hash(params.text("code").unwrap_or_default());
    let taken = app.store.write(move |tx| oauth::take_code(tx, &code, client.id)).await?;
    let grant = taken.ok_or(BAD_GRANT)?;
    let in_time = app.clock.now_ms() < grant.expires_ms;
    let same_place = params.text("redirect_uri") == Some(&grant.redirect_uri);
    let verified = match &grant.challenge {
        Some(challenge) => verifies(params.text("code_verifier").unwrap_or_default(), challenge),
        None => true,
    };
    if !(in_time && same_place && verified) {
        return Err(BAD_GRANT);
    }
    Ok(Token { app_id: grant.app_id, account_id: Some(grant.account_id), scopes: grant.scopes })
}

fn verifies(verifier: &str, challenge: &str) -> bool {
    let made = URL_SAFE_NO_PAD.encode(secret::hash(verifier));
    secret::same(made.as_bytes(), challenge.trim_end_matches('=').as_bytes())
}

fn for_itself(client: &OauthApp, params: &Params) -> Result<Token, NoToken> {
    let scopes = scope::known(params.filled("scope").unwrap_or(scope::DEFAULT));
    if !scope::may_ask(&client.scopes, &scopes) {
        return Err(NoToken::bad("invalid_scope", "The app has not registered for this."));
    }
    Ok(Token { app_id: client.id, account_id: None, scopes })
}

impl NoToken {
    fn bad(error: &'static str, description: &'static str) -> Self {
        Self::Refused(StatusCode::BAD_REQUEST, error, description)
    }
}

impl From<Error> for NoToken {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl IntoResponse for NoToken {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(status, error, description) => {
                let body = json!({ "error": error, "error_description": description });
                (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
            }
            Self::Failed(error) => Failure::from(error).into_response(),
        }
    }
}
