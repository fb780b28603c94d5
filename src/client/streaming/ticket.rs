//! Who listens, and to what they may.

use super::stream::Stream;
use crate::app::App;
use crate::client::auth::Bearer;
use crate::client::scope;
use crate::error::{Error, Kind, Result};
use crate::id::AccountId;
use crate::store::oauth::Hash;
use crate::store::{Read, lists};

/// A token that was good when it was looked at.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    /// SHA-256 of the token.
    pub(super) token: Hash,
    /// Whom it acts for.
    pub(super) account: AccountId,
    scopes: String,
}

/// One stream that somebody listens to.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub(super) stream: Stream,
    /// How it is called in messages.
    pub(super) label: String,
    /// Notifications are among it; a token may be for posts only.
    pub(super) notifies: bool,
}

impl Ticket {
    /// # Errors
    /// Unauthorised without a token of a person.
    pub(super) async fn of(app: &App, bearer: Bearer) -> Result<Self> {
        let find = move |db: &Read| {
            let missing = || Error::unauthorised("Missing access token");
            let token = bearer.hash().ok_or_else(missing)?;
            let found = bearer.token(db)?.ok_or_else(missing)?;
            let account = found.account_id.ok_or_else(missing)?;
            Ok(Self { token, account, scopes: found.scopes })
        };
        app.store.read(find).await
    }

    /// Whether the token is still good: it may have been revoked before anybody listened to that.
    pub(super) async fn is_good(&self, app: &App) -> Result<bool> {
        let bearer = Bearer::of(self.token);
        Ok(app.store.read(move |db| bearer.token(db)).await.is_ok())
    }

    /// Lets the holder listen.
    ///
    /// # Errors
    /// Unauthorised if the token is not for that, or the list is not theirs.
    pub(super) async fn subscribe(&self, app: &App, stream: Stream) -> Result<Subscription> {
        if stream.scope().is_some_and(|needed| !scope::covers(&self.scopes, needed)) {
            return Err(Error::unauthorised("Access token does not cover required scopes"));
        }
        if let Stream::List(list) = stream {
            let account = self.account;
            if !app.store.read(move |db| Ok(lists::by_id(db, account, list)?.is_some())).await? {
                return Err(Error::new(Kind::NotFound, "Not authorized to stream this list"));
            }
        }
        let notifies = scope::covers(&self.scopes, "read:notifications");
        Ok(Subscription { label: stream.label(), stream, notifies })
    }
}
