//! Who is asking: bearer token → owner, with the scope that the request needs.
//!
//! A [`Bearer`] says nothing by itself; the account comes out of it only together with a scope. It is
//! looked up inside the reader's own snapshot, so that a request costs one trip to the store.
//! Spec: RFC 6750.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use serde::Deserialize;

use super::{scope, secret};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, OauthAppId};
use crate::store::Read;
use crate::store::oauth::{self, Hash, Token};

/// The token that came with a request, if any: its SHA-256.
#[derive(Clone, Copy)]
pub(super) struct Bearer(Option<Hash>);

/// The token that came with a request, if any, as it came.
pub(super) struct Shown(pub(super) Option<String>);

/// The person behind a request, and the program that they use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    pub(super) account_id: AccountId,
    pub(super) app_id: OauthAppId,
}

impl Bearer {
    /// A token that was seen before.
    pub(super) fn of(hash: Hash) -> Self {
        Self(Some(hash))
    }

    /// SHA-256 of the token.
    pub(super) fn hash(self) -> Option<Hash> {
        self.0
    }

    /// This one, or what came by another way.
    pub(super) fn or(self, token: Option<&str>) -> Self {
        Self(self.0.or_else(|| token.map(secret::hash)))
    }

    /// The owner, if the token allows `scope`.
    pub(super) fn owner(self, db: &Read, scope: &str) -> Result<Owner> {
        let token = self.token(db)?.ok_or_else(sign_in)?;
        let account_id = token.account_id.ok_or_else(|| {
            Error::new(crate::error::Kind::Invalid, "This method requires an authenticated user")
        })?;
        allow(&token, scope)?;
        Ok(Owner { account_id, app_id: token.app_id })
    }

    /// The owner, looked up by itself; for requests that go on with an action.
    pub(super) async fn signed_in(self, app: &App, scope: &'static str) -> Result<Owner> {
        app.store.read(move |db| self.owner(db, scope)).await
    }

    /// The owner or nobody: for what guests may see too.
    pub(super) fn viewer(self, db: &Read, scope: &str) -> Result<Option<AccountId>> {
        let Some(token) = self.token(db)? else { return Ok(None) };
        allow(&token, scope)?;
        Ok(token.account_id)
    }

    /// What the token stands for; `None` without one.
    ///
    /// # Errors
    /// Unauthorised if there is a token that is not (or no longer) ours.
    pub(super) fn token(self, db: &Read) -> Result<Option<Token>> {
        let Some(hash) = self.0 else { return Ok(None) };
        oauth::token(db, &hash)?.map(Some).ok_or_else(sign_in)
    }
}

fn allow(token: &Token, scope: &str) -> Result<()> {
    if scope::covers(&token.scopes, scope) {
        return Ok(());
    }
    Err(Error::forbidden("This action is outside the authorized scopes"))
}

fn sign_in() -> Error {
    Error::unauthorised("The access token is invalid")
}

#[derive(Deserialize)]
struct InQuery {
    access_token: String,
}

impl FromRequestParts<App> for Bearer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let Shown(token) = Shown::from_request_parts(parts, app).await?;
        Ok(Self(token.map(|token| secret::hash(&token))))
    }
}

impl FromRequestParts<App> for Shown {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let token = shown(&parts.headers, &parts.uri);
        std::future::ready(Ok(Self(token))).await
    }
}

/// The token in a header, else in the query (RFC 6750 §2.1, §2.3).
pub(super) fn shown(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    token.or_else(|| Query::<InQuery>::try_from_uri(uri).ok().map(|query| query.0.access_token))
}
