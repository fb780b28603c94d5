//! What becomes of notifications by strangers: <https://docs.joinmastodon.org/methods/notifications/#get-policy>.

use axum::extract::State;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::notification_policy::{self, NotificationPolicy};
use super::error::Answered;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::store::notification_policies::{self, Fate};
use crate::store::{Read, notification_requests};

/// `GET /api/v2/notifications/policy`
pub(super) async fn show(State(app): State<App>, bearer: Bearer) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:notifications")?.account_id;
        answer(db, owner)
    };
    Ok(app.store.read(work).await?)
}

/// `PATCH /api/v2/notifications/policy`; masto.js says `PUT`. What is not said stays as it was.
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:notifications")?.account_id;
        let mut policy = notification_policies::of(tx, owner)?;
        for (name, fate) in [
            ("for_not_following", &mut policy.for_not_following),
            ("for_not_followers", &mut policy.for_not_followers),
            ("for_new_accounts", &mut policy.for_new_accounts),
            ("for_private_mentions", &mut policy.for_private_mentions),
            ("for_limited_accounts", &mut policy.for_limited_accounts),
        ] {
            *fate = chosen(&params, name)?.unwrap_or(*fate);
        }
        notification_policies::put(tx, owner, policy)?;
        answer(tx, owner)
    });
    Ok(write.await?)
}

fn chosen(params: &Params, name: &str) -> Result<Option<Fate>> {
    let Some(text) = params.filled(name) else { return Ok(None) };
    let fate = notification_policy::fate(text);
    fate.map(Some).ok_or_else(|| Error::invalid(format!("Unknown value for {name}")))
}

fn answer(db: &Read, owner: AccountId) -> Result<Answer> {
    let policy = notification_policies::of(db, owner)?;
    let summary = notification_requests::summary(db, owner)?;
    Answer::json(&NotificationPolicy::build(policy, summary))
}
