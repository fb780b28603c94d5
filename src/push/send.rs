//! One push: a sealed POST to the push service of an app, and what its answer means.
//!
//! Spec: RFC 8030 §5.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::Method;
use hyper::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};

use super::payload::Payload;
use super::receiver::{chance, peer};
use super::{aes128gcm, aesgcm, key};
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{NotificationId, PushSubscriptionId};
use crate::net::{Limits, NetError, Request, guard};
use crate::store::push_subscriptions::{self, Receiver};

/// Tells an app of a notification, if both are still there and it is still news.
///
/// # Errors
/// Upstream if the push service is not well; then it is worth another try.
pub async fn send(
    app: &App,
    subscription: PushSubscriptionId,
    notification: NotificationId,
) -> Result<()> {
    let site = app.site().await?;
    let host = site.host.clone();
    let find = move |db: &crate::store::Read| {
        let Some(found) = push_subscriptions::by_id(db, subscription)? else { return Ok(None) };
        let payload = Payload::read(db, &found, notification, &site)?;
        Ok(payload.map(|payload| (found, payload)))
    };
    let Some((found, mut payload)) = app.store.read(find).await? else { return Ok(()) };
    if app.clock.now_ms() - payload.created_ms > WORTH_MS {
        return Ok(());
    }
    payload.access_token = app.pushing.tokens.known(&found.token).unwrap_or_default();
    let push = sealed(app, &found.receiver, payload.bytes()?, notification, &host).await?;
    let answer = app.net.send(push, Limits { body_bytes: 0, deadline: DEADLINE }).await;
    let status = match answer {
        Ok(answer) => answer.status.as_u16(),
        Err(NetError::Refused(why)) => {
            tracing::info!(%why, "a push subscription leads where we do not go");
            410
        }
        Err(error) => {
            return Err(Error::upstream("The push service cannot be reached").caused_by(error));
        }
    };
    match status {
        200..300 => Ok(()),
        404 | 410 => {
            let endpoint = found.receiver.endpoint;
            let forget = move |tx: &crate::store::Write| {
                push_subscriptions::forget(tx, subscription, &endpoint)
            };
            app.store.write(forget).await
        }
        408 | 429 | 500.. => Err(Error::upstream(format!("The push service answered {status}"))),
        _ => {
            tracing::warn!(status, host = %host_of(&found.receiver), "a push was refused");
            Ok(())
        }
    }
}

async fn sealed(
    app: &App,
    receiver: &Receiver,
    text: Vec<u8>,
    notification: NotificationId,
    host: &str,
) -> Result<Request> {
    let url = guard::parse(&receiver.endpoint).map_err(NetError::from)?;
    let key = key(app).await?;
    let origin = url.origin().ascii_serialization();
    let statement = key.statement(&origin, &format!("https://{host}/"), app.clock.now_ms())?;
    let chance = chance(&app.random)?;
    let (body, encoding, more) = if receiver.standard {
        let authorization = format!("vapid t={statement}, k={}", key.public());
        let body = aes128gcm::body(peer(receiver), &chance, &text)?;
        (body, "aes128gcm", vec![(AUTHORIZATION, authorization)])
    } else {
        let sealed = aesgcm::seal_for(peer(receiver), &chance, &text)?;
        let ours = URL_SAFE_NO_PAD.encode(sealed.public);
        let headers = vec![
            (AUTHORIZATION, format!("WebPush {statement}")),
            (CRYPTO_KEY, format!("dh={ours};p256ecdsa={}", key.public())),
            (ENCRYPTION, format!("salt={}", URL_SAFE_NO_PAD.encode(chance.salt))),
        ];
        (sealed.body, "aesgcm", headers)
    };
    let mut headers = HeaderMap::new();
    for (name, value) in more {
        headers.insert(name, HeaderValue::try_from(value).map_err(Error::internal)?);
    }
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(TTL, HeaderValue::from_static(TTL_SECONDS));
    headers.insert(URGENCY, HeaderValue::from_static("normal"));
    // Sent twice, it is shown once (RFC 8030 §5.4).
    headers.insert(TOPIC, HeaderValue::from(notification.number()));
    let from = host.to_owned();
    Ok(Request { method: Method::POST, url, headers, body: body.into(), from })
}

fn host_of(receiver: &Receiver) -> String {
    let url = guard::parse(&receiver.endpoint).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

const CRYPTO_KEY: HeaderName = HeaderName::from_static("crypto-key");
const ENCRYPTION: HeaderName = HeaderName::from_static("encryption");
const TTL: HeaderName = HeaderName::from_static("ttl");
const URGENCY: HeaderName = HeaderName::from_static("urgency");
const TOPIC: HeaderName = HeaderName::from_static("topic");
/// How long the push service keeps it for a phone that is off: a day.
const TTL_SECONDS: &str = "86400";
/// A push that could not be handed over for so long is dropped.
const WORTH_MS: i64 = 6 * 3_600_000;
const DEADLINE: Duration = Duration::from_secs(10);
