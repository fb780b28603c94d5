//! What other servers send: limits → signature → one write → 202.
//!
//! An activity that needs nothing from elsewhere is applied in the transaction that receives it; one
//! that must fetch first becomes a job in that transaction. Either way it is on disk before the answer.
//! The order of the checks is settled: what costs little comes first, and nothing is fetched for a
//! request that cannot be good.

use std::time::Duration;

use axum::body::Body;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use hyper::http::request::Parts;
use serde_json::Value;
use tokio::time::timeout;

use super::apply::{self, Applied, Received};
use super::context::Context;
use super::fetch::fetch_document;
use super::verify::{self, Verified};
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::jobs::job::Job;
use crate::protocol::incoming::{Activity, ActivityKind, Object, Public, uri};
use crate::protocol::signature::{Dialect, Digest};
use crate::protocol::{json, media_type};
use crate::store::{Write, accounts, blocks, gone, hosts, jobs};

/// Takes in one request. Answers 202 if all is well, whatever became of the activity.
///
/// # Errors
/// A status for the sender and a sentence for both logs.
pub async fn receive(app: &App, parts: &Parts, body: Body) -> Result<StatusCode, Refusal> {
    let site = app.site().await?;
    let claim = verify::claim(&site, parts)?;
    wait_for_time_and_room(app)?;
    let room = app.gate.enter(announced_length(&parts.headers)?)?;
    check_type(&parts.headers)?;
    let body = read_body(body).await?;
    let value = json::parse(&body, &json::Limits::default()).map_err(|why| bad(why.to_string()))?;
    let activity = Activity::read(&value).map_err(|why| bad(why.0))?;
    if is_junk(app, &activity).await? {
        return Ok(StatusCode::ACCEPTED);
    }
    let _coming = app.store.coming();
    let digest = Digest::of(&body);
    let sender = match verify::signer(app, &claim, &digest).await {
        Ok(sender) => sender,
        Err(error) => return sender_gone(app, &activity, &error).await.ok_or(error.into()),
    };
    let Some(author) = author(app, &value, &activity, sender.clone()).await? else {
        return hint(app, &activity).await;
    };
    let received = Received::of(activity, author.account_id(), &app.packer)?;
    store(app, received, body, [&sender, &author], claim.dialect).await?;
    drop(room);
    Ok(StatusCode::ACCEPTED)
}

/// Why a request was not taken in.
#[derive(Debug)]
pub struct Refusal {
    /// The answer.
    pub status: StatusCode,
    /// A sentence for both logs.
    pub reason: String,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match error.kind() {
            Kind::Invalid | Kind::Conflict => StatusCode::BAD_REQUEST,
            Kind::Unauthorised | Kind::Upstream | Kind::Gone => StatusCode::UNAUTHORIZED,
            Kind::Forbidden => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Busy => StatusCode::TOO_MANY_REQUESTS,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, reason: error.to_string() }
    }
}

fn bad(reason: impl Into<String>) -> Refusal {
    Refusal { status: StatusCode::BAD_REQUEST, reason: reason.into() }
}

/// No signature can be judged yet, or the disk is full. Servers keep what they are told to bring again later.
fn wait_for_time_and_room(app: &App) -> Result<(), Refusal> {
    let later = |error: Error| {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Refusal { status, reason: error.message().to_owned() }
    };
    app.clock.check_trusted().and_then(|()| app.store.check_room()).map_err(later)
}

/// How much room the body may need: what it says, or the most that is taken.
fn announced_length(headers: &HeaderMap) -> Result<usize, Refusal> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    match length {
        Some(length) if length > MAX_BODY => Err(too_large()),
        Some(length) => Ok(length),
        None => Ok(MAX_BODY),
    }
}

fn too_large() -> Refusal {
    let reason = "The body is larger than 1 MiB".to_owned();
    Refusal { status: StatusCode::PAYLOAD_TOO_LARGE, reason }
}

/// Packed bodies are refused: a small one can unpack to anything.
fn check_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let packed = text(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity");
    if !packed && text(CONTENT_TYPE).is_some_and(media_type::is_inbox_body) {
        return Ok(());
    }
    let reason = "Only application/activity+json is taken, not packed".to_owned();
    Err(Refusal { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, reason })
}

/// Whoever sends slowly holds room that others need.
async fn read_body(body: Body) -> Result<Bytes, Refusal> {
    match timeout(BODY_TIME, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(cause)) if cause.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(bad("The body ended early")),
        Err(_) => {
            let reason = "The body was sent too slowly".to_owned();
            Err(Refusal { status: StatusCode::REQUEST_TIMEOUT, reason })
        }
    }
}

/// Most of what servers send is about accounts that nobody here has heard of.
async fn is_junk(app: &App, activity: &Activity) -> Result<bool> {
    if !matches!(activity.kind, ActivityKind::Delete | ActivityKind::Update) {
        return Ok(false);
    }
    let activity = activity.clone();
    app.store.read(move |db| apply::is_about_deleted_stranger(db, &activity)).await
}

/// A Delete of the sender itself cannot be checked once its key is gone (410): that it is gone is
/// what it says. Only the actor's own place can say so: anybody's key can be gone.
async fn sender_gone(app: &App, activity: &Activity, error: &Error) -> Option<StatusCode> {
    let about_itself = activity.object.uri() == Some(activity.actor.as_str());
    if error.kind() != Kind::Gone || activity.kind != ActivityKind::Delete || !about_itself {
        return None;
    }
    // Nobody proves anything here, so it must not become a way to make us ask somebody all the time.
    let (actor, now_ms) = (activity.actor.clone(), app.clock.now_ms());
    let name = format!("whether {actor} is gone");
    if app.net.cooldowns().resting(&name, now_ms).is_some() {
        return None;
    }
    app.net.cooldowns().rest(&name, now_ms + ASKED_AGAIN_MS, Kind::Busy);
    // If it was the same document, that is remembered and not asked for again.
    let there = fetch_document(app, &actor).await;
    there.err().filter(|error| error.kind() == Kind::Gone)?;
    let marked = app.store.write(move |tx| match accounts::id_by_uri(tx, &actor)? {
        Some(account) => gone::mark(tx, account).map(|()| Some(account)),
        None => Ok(None),
    });
    if let Some(account) = marked.await.ok()? {
        app.keyring.forget(account);
    }
    Some(StatusCode::ACCEPTED)
}

/// Whose words these are: the sender's own, or somebody's whose proof they carry.
async fn author(
    app: &App,
    value: &Value,
    activity: &Activity,
    sender: Verified,
) -> Result<Option<Verified>> {
    if activity.actor == sender.actor_uri() {
        return Ok(Some(sender));
    }
    if app.site().await?.is_local(&activity.actor) {
        return Err(Error::forbidden("Signed by somebody else than its actor"));
    }
    match verify::author(app, value, &activity.actor).await {
        Ok(author) => Ok(Some(author)),
        Err(error) if activity.has_proof && error.kind() == Kind::Unauthorised => Err(error),
        Err(_) => Ok(None),
    }
}

/// Forwarded without a proof: never believed, but a reply to a post of ours is looked up at its own
/// place (Mastodon forwards replies like this).
async fn hint(app: &App, activity: &Activity) -> Result<StatusCode, Refusal> {
    let site = app.site().await?;
    let unproven =
        || Error::unauthorised("Signed by somebody else than its actor, without a proof");
    let object = activity.object.embedded().and_then(|object| Object::read(object).ok());
    let object = object.filter(|_| activity.kind == ActivityKind::Create).ok_or_else(unproven)?;
    let answers_us = object.in_reply_to.as_deref().is_some_and(|parent| site.is_local(parent));
    let at_home = uri::same_origin(&object.id, &activity.actor);
    if !answers_us || !at_home || object.audience.public == Public::No {
        return Err(unproven().into());
    }
    let now_ms = app.clock.now_ms();
    let dedupe = format!("thread:{}", object.id);
    let job = Job::FetchThread { uri: object.id };
    app.store.write(move |tx| jobs::enqueue(tx, &job, now_ms, Some(&dedupe))).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The one write: what changes, the job if something is missing, and that the host is alive.
async fn store(
    app: &App,
    received: Received,
    body: Bytes,
    [sender, author]: [&Verified; 2],
    spoken: Dialect,
) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let senders = [sender.clone(), author.clone()];
    let kind = received.activity.kind.clone();
    let applied = app.store.write(move |tx| {
        let [sender, author] = &senders;
        refuse_blocked(tx, sender)?;
        if author.account_id() != sender.account_id() {
            refuse_blocked(tx, author)?;
        }
        let applied = apply::apply(tx, &cx, &received)?;
        if let Applied::Missing(_) = &applied {
            let json = String::from_utf8_lossy(&body).into_owned();
            let job = Job::Receive { json, actor: received.activity.actor.clone() };
            jobs::enqueue(tx, &job, cx.now_ms, received.activity.id.as_deref())?;
        }
        if let Some(host) = uri::host_of(sender.actor_uri()) {
            hosts::heard_from(tx, &host, cx.now_ms)?;
            // Who signs the new way reads it, too. The draft tells nothing: everybody speaks it.
            if spoken == Dialect::Message
                && let Some(id) = hosts::by_name(tx, &host)?
            {
                hosts::remember_dialect(tx, id, spoken, cx.now_ms)?;
            }
        }
        Ok(applied)
    });
    match applied.await? {
        Applied::Ignored(why) => {
            tracing::debug!(?kind, actor = author.actor_uri(), why, "took in without effect");
        }
        Applied::Done if kind == ActivityKind::Delete => app.keyring.forget(author.account_id()),
        Applied::Done | Applied::Missing(_) => {}
    }
    Ok(())
}

fn refuse_blocked(tx: &Write, verified: &Verified) -> Result<()> {
    let host = uri::host_of(verified.actor_uri()).unwrap_or_default();
    if blocks::is_domain_blocked(tx, &host)? || blocks::by_any_owner(tx, verified.account_id())? {
        return Err(Error::forbidden("Nothing is taken from there"));
    }
    Ok(())
}

const MAX_BODY: usize = 1024 * 1024;
const ASKED_AGAIN_MS: i64 = 5 * 60_000;
const BODY_TIME: Duration = Duration::from_secs(10);
