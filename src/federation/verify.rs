//! Who signed a request, and may they say what it says?
//!
//! Turns a raw request into [`Verified`], which nothing else can make. Never touches statuses.
//! Spec: RFC 9421 §3.2; draft-cavage-12; FEP-8b32 for what a third party forwards; FEP-fe34.

use hyper::http::request::Parts;
use serde_json::Value;

use super::keyring::KnownKey;
use super::remote_key;
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::AccountId;
use crate::protocol::incoming::uri;
use crate::protocol::proof;
use crate::protocol::signature::{self, Claim, Digest, SignatureError};
use crate::site::Site;

/// Somebody who has shown who they are.
#[derive(Clone, Debug)]
pub struct Verified {
    account_id: AccountId,
    actor_uri: String,
}

impl Verified {
    /// Their row.
    pub fn account_id(&self) -> AccountId {
        self.account_id
    }

    /// Their actor's URI.
    pub fn actor_uri(&self) -> &str {
        &self.actor_uri
    }

    /// The owner of a key whose signature holds.
    async fn by_key(app: &App, key: &KnownKey) -> Result<Self> {
        let account_id = remote_key::settle(app, key).await?;
        Ok(Self { account_id, actor_uri: key.actor_uri.clone() })
    }
}

/// Reads the signature of a request, as far as the headers tell.
///
/// # Errors
/// [`Kind::Unauthorised`] with a sentence for the log of whoever sent it.
pub fn claim(site: &Site, parts: &Parts) -> Result<Claim> {
    let headers: Vec<_> =
        parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let request = signature::Request {
        method: parts.method.as_str(),
        target,
        host: &site.host,
        headers: &headers,
    };
    signature::read(&request).map_err(refused)
}

/// Checks the signature of a request with the key that it names; an unknown key is fetched, and one
/// that fails is fetched again, as its owner may have a new one.
///
/// # Errors
/// [`Kind::Unauthorised`] if it does not hold; [`Kind::Forbidden`] if the server is blocked;
/// [`Kind::Busy`] as long as the time is not known, which every signature is judged by.
pub async fn signer(app: &App, claim: &Claim, body: &Digest) -> Result<Verified> {
    app.clock.check_trusted()?;
    claim.check(body, app.clock.now_ms()).map_err(refused)?;
    let key = remote_key::find(app, &claim.key_id).await.map_err(no_key)?;
    let verdict = match claim.verify(body, &key.public, app.clock.now_ms()) {
        Ok(()) => return Verified::by_key(app, &key).await,
        Err(error) => error,
    };
    let renewed = remote_key::find_again(app, &key).await.map_err(|_| refused(verdict))?;
    claim.verify(body, &renewed.public, app.clock.now_ms()).map_err(refused)?;
    Verified::by_key(app, &renewed).await
}

/// Checks the integrity proof of an activity that somebody else brought.
///
/// # Errors
/// [`Kind::Unauthorised`] if there is none that holds for `actor`; [`Kind::Busy`] as [`signer`].
pub async fn author(app: &App, activity: &Value, actor: &str) -> Result<Verified> {
    app.clock.check_trusted()?;
    let unproven = |cause| Error::unauthorised("Forwarded without a valid proof").caused_by(cause);
    let method = proof::verification_method(activity).map_err(|why| unproven(why.to_string()))?;
    if !uri::same_origin(method, actor) {
        return Err(unproven("the key is not at the actor's place".to_owned()));
    }
    let key = remote_key::find(app, method).await?;
    if key.actor_uri != actor {
        return Err(unproven("the key is not the actor's".to_owned()));
    }
    proof::verify(activity, &key.public, app.clock.now_ms())
        .map_err(|why| unproven(why.to_string()))?;
    Verified::by_key(app, &key).await
}

fn refused(why: SignatureError) -> Error {
    Error::unauthorised(why.to_string())
}

/// Whatever is wrong with a key, the sender has not shown who they are. A key that is gone is told
/// apart: a Delete of its owner may be true.
fn no_key(why: Error) -> Error {
    match why.kind() {
        Kind::Forbidden | Kind::Gone | Kind::Busy | Kind::Internal => why,
        _ => Error::unauthorised("The key that signed this cannot be had").caused_by(why),
    }
}
