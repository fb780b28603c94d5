//! Where an app wants to be told while it is not running: <https://docs.joinmastodon.org/methods/push/>.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::answer::Answer;
use super::auth::{Bearer, Shown};
use super::body::Params;
use super::entity::push_subscription::{ALERTS, POLICIES, PushSubscription};
use super::error::Answered;
use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::Locale;
use crate::push::{self, receiver};
use crate::store::oauth::Hash;
use crate::store::push_subscriptions::{self, Alerts, Policy, Wishes};
use crate::store::{Read, Write};

/// `GET /api/v1/push/subscription`. Elk asks on every page.
pub(super) async fn show(State(app): State<App>, bearer: Bearer, shown: Shown) -> Answered<Answer> {
    let token = holder(&app, bearer, &shown).await?;
    Ok(subscription(&app, token).await?)
}

/// `POST /api/v1/push/subscription`
pub(super) async fn create(
    State(app): State<App>,
    bearer: Bearer,
    shown: Shown,
    headers: HeaderMap,
    params: Params,
) -> Answered<Answer> {
    let token = holder(&app, bearer, &shown).await?;
    let asked = params.inside("subscription");
    let text = |name| asked.and_then(|asked| asked.text(name)).unwrap_or_default();
    let keys = asked.and_then(|asked| asked.inside("keys"));
    let key = |name| keys.and_then(|keys| keys.text(name)).unwrap_or_default();
    let standard = asked.and_then(|asked| asked.flag("standard")).unwrap_or(false);
    let language = Locale::of(&headers).tag();
    let keys = [key("p256dh"), key("auth")];
    let receiver = receiver::read(text("endpoint"), keys, standard, language, &app.random)?;
    let (wishes, now_ms) = (wishes(&params)?, app.clock.now_ms());
    let put = move |tx: &Write| push_subscriptions::put(tx, &token, &receiver, &wishes, now_ms);
    app.store.write(put).await?;
    Ok(subscription(&app, token).await?)
}

/// `PUT /api/v1/push/subscription`
pub(super) async fn update(
    State(app): State<App>,
    bearer: Bearer,
    shown: Shown,
    params: Params,
) -> Answered<Answer> {
    let token = holder(&app, bearer, &shown).await?;
    let wishes = wishes(&params)?;
    app.store.write(move |tx| push_subscriptions::set_wishes(tx, &token, &wishes)).await?;
    Ok(subscription(&app, token).await?)
}

/// `DELETE /api/v1/push/subscription`
pub(super) async fn remove(
    State(app): State<App>,
    bearer: Bearer,
    shown: Shown,
) -> Answered<Json<Value>> {
    let token = holder(&app, bearer, &shown).await?;
    app.store.write(move |tx| push_subscriptions::delete(tx, &token)).await?;
    Ok(Json(json!({})))
}

/// The hash of the token, which is remembered for what is pushed.
async fn holder(app: &App, bearer: Bearer, shown: &Shown) -> Result<Hash> {
    bearer.signed_in(app, "push").await?;
    let hash = bearer.hash().ok_or_else(|| Error::unauthorised("The access token is invalid"))?;
    if let Some(token) = &shown.0 {
        app.pushing.tokens.remember(hash, token);
    }
    Ok(hash)
}

async fn subscription(app: &App, token: Hash) -> Result<Answer> {
    let key = push::key(app).await?.public().to_owned();
    let work = move |db: &Read| {
        let row = push_subscriptions::of_token(db, &token)?;
        let row = row.ok_or_else(|| Error::not_found("Record"))?;
        Answer::json(&PushSubscription::build(&row, &key))
    };
    app.store.read(work).await
}

/// What is not asked for is off, as in Mastodon.
fn wishes(params: &Params) -> Result<Wishes> {
    let data = params.inside("data");
    let asked = data.and_then(|data| data.inside("alerts"));
    let is_on = |name| asked.and_then(|asked| asked.flag(name)) == Some(true);
    let wanted = ALERTS.iter().filter(|(_, name)| is_on(name));
    let alerts = wanted.fold(Alerts::default(), |alerts, (kind, _)| alerts.with(*kind));
    // Mastodon.py sends it outside of `data`.
    let asked = data.and_then(|data| data.filled("policy")).or_else(|| params.filled("policy"));
    let policy = match asked {
        None => Policy::All,
        Some(asked) => {
            let known = POLICIES.iter().find(|(_, name)| *name == asked);
            let unknown =
                || Error::invalid("Validation failed: Policy is not included in the list");
            known.ok_or_else(unknown)?.0
        }
    };
    Ok(Wishes { alerts, policy })
}
