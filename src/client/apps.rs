//! Registering a client program.

use axum::extract::State;
use url::Url;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::application::{Application, CredentialApplication};
use super::error::Answered;
use super::{scope, secret};
use crate::app::App;
use crate::error::{Error, Result};
use crate::push;
use crate::store::Read;
use crate::store::oauth::{self, OauthApp};

/// `POST /api/v1/apps`
pub(super) async fn create(State(app): State<App>, params: Params) -> Answered<Answer> {
    let client_secret = app.random.token();
    let registered = OauthApp {
        id: app.ids.next(),
        client_id: app.random.token(),
        secret_hash: secret::hash(&client_secret),
        name: name(&params)?,
        website: params.filled("website").filter(|site| site.len() <= LONGEST).map(str::to_owned),
        redirect_uris: redirect_uris(&params)?,
        scopes: scopes(&params)?,
        created_ms: app.clock.now_ms(),
    };
    let stored = registered.clone();
    app.store.write(move |tx| oauth::insert_app(tx, &stored)).await?;
    let key = push::public_key(&app).await;
    Ok(Answer::json(&CredentialApplication::build(registered, client_secret, &key))?)
}

/// `GET /api/v1/apps/verify_credentials`
pub(super) async fn verify(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let key = push::public_key(&app).await;
    let work = move |db: &Read| {
        let token =
            bearer.token(db)?.ok_or_else(|| Error::unauthorised("The access token is invalid"))?;
        let app = oauth::app_by_id(db, token.app_id)?.ok_or_else(|| Error::not_found("App"))?;
        Answer::json(&Application::build(app, &key))
    };
    Ok(app.store.read(work).await?)
}

const LONGEST: usize = 2000;

fn name(params: &Params) -> Result<String> {
    let name = params.filled("client_name").unwrap_or_default();
    if name.is_empty() || name.len() > LONGEST {
        return Err(Error::invalid("Validation failed: Application name can't be blank"));
    }
    Ok(name.to_owned())
}

/// One a line, or a JSON list. Kept byte for byte: Elk's contains an encoded URL.
fn redirect_uris(params: &Params) -> Result<Vec<String>> {
    let given = params.list("redirect_uris");
    let uris: Vec<_> = given.iter().flat_map(|text| text.split_ascii_whitespace()).collect();
    if uris.is_empty() || uris.len() > 10 || !uris.iter().all(|uri| may_redirect_to(uri)) {
        return Err(Error::invalid("Validation failed: Redirect URI must be an absolute URI."));
    }
    Ok(uris.into_iter().map(str::to_owned).collect())
}

fn may_redirect_to(uri: &str) -> bool {
    const NEVER: [&str; 5] = ["javascript", "data", "vbscript", "file", "blob"];
    let clean = uri.len() <= LONGEST && uri.bytes().all(|byte| byte.is_ascii_graphic());
    clean
        && Url::parse(uri)
            .is_ok_and(|url| !NEVER.contains(&url.scheme()) && url.fragment().is_none())
}

fn scopes(params: &Params) -> Result<String> {
    let wanted = params.list("scopes").join(" ");
    let wanted = if wanted.trim().is_empty() { scope::DEFAULT.to_owned() } else { wanted };
    let known = scope::known(&wanted);
    if known.is_empty() {
        return Err(Error::invalid(
            "Validation failed: Scopes doesn't match configured on the server.",
        ));
    }
    Ok(known)
}
