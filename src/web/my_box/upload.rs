//! `POST /box/update`: takes a file in, checks it, and lays it ready. One at a time, and in no more memory than
//! a piece of it takes.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use http_body_util::BodyExt as _;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::guest::Owner;
use super::report::{Place, Problem, Reason, render};
use crate::app::App;
use crate::appliance::update::arrival::{Arrival, MOST_ARRIVING, has_room};
use crate::entrance::Entrance;
use crate::error::{Error, Kind};
use crate::locale::Locale;

/// One file comes in at a time. Cheap to clone.
#[derive(Clone)]
pub(super) struct Turn(Arc<Semaphore>);

impl Default for Turn {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// Takes it, if it is the owner who sends it.
pub(super) async fn take(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    Extension(turn): Extension<Turn>,
    request: Request,
) -> Response {
    let owner = match Owner::of(&app, entrance, request.headers()).await {
        Ok(owner) => owner,
        Err(refused) => return refused,
    };
    let taken = match may_come(&app, &turn, &request) {
        Ok(_turn) => receive(&app, owner.locale, request).await,
        Err(problem) => {
            discard(request.into_body()).await;
            Err(problem)
        }
    };
    match taken {
        Ok(()) => Redirect::to("/box").into_response(),
        Err(problem) => render(&app, owner.locale, Some(problem)).await,
    }
}

/// A turn, held while the file comes in.
fn may_come<'t>(
    app: &App,
    turn: &'t Turn,
    request: &Request,
) -> Result<tokio::sync::SemaphorePermit<'t>, Problem> {
    let permit = turn.0.try_acquire().map_err(|_| just("upload-busy"))?;
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let length: u64 = length.unwrap_or(MOST_ARRIVING);
    if length > MOST_ARRIVING {
        return Err(just("upload-large"));
    }
    if !has_room(&app.appliance.data, length) {
        return Err(just("upload-no-room"));
    }
    Ok(permit)
}

async fn receive(app: &App, locale: Locale, request: Request) -> Result<(), Problem> {
    let mut form = Multipart::from_request(request, app).await.map_err(|_| just("upload-cut"))?;
    while let Some(field) = form.next_field().await.map_err(|_| just("upload-cut"))? {
        if field.name() == Some(FIELD) {
            return keep(app, locale, field).await;
        }
    }
    Err(just("upload-none"))
}

async fn keep(app: &App, locale: Locale, mut field: Field<'_>) -> Result<(), Problem> {
    let data = app.appliance.data.clone();
    let mut arrival = Arrival::begin(&data).map_err(|error| refused(&error, locale))?;
    loop {
        let part = timeout(PATIENCE, field.chunk()).await.map_err(|_| just("upload-cut"))?;
        match part.map_err(|_| just("upload-cut"))? {
            Some(part) => arrival.add(part).await.map_err(|error| refused(&error, locale))?,
            None => break,
        }
    }
    if arrival.is_empty() {
        return Err(just("upload-none"));
    }
    let taken = arrival.take(app.appliance.system.clone(), data).await;
    let version = taken.map_err(|error| refused(&error, locale))?;
    tracing::info!(%version, "an update was uploaded and is ready");
    Ok(())
}

fn just(key: &'static str) -> Problem {
    Problem::new(Place::Update, key)
}

fn refused(error: &Error, locale: Locale) -> Problem {
    tracing::warn!(%error, "an update was not taken");
    match error.kind() {
        Kind::Invalid | Kind::Conflict => {
            let reason = reason(&error.to_string(), locale);
            Problem { reason, ..just("upload-refused") }
        }
        _ => just("upload-failed"),
    }
}

/// The reader's words for what [`stage`](crate::appliance::update::stage) says.
fn reason(said: &str, locale: Locale) -> Reason {
    let known = REASONS.iter().find(|key| said.ends_with(Locale::En.say(key)));
    match known {
        Some(key) => Reason { text: locale.say(key).to_owned(), is_translated: true },
        None => Reason { text: said.to_owned(), is_translated: false },
    }
}

/// Over HTTP/1.1 a browser shows an answer only once it has sent all that it has to.
async fn discard(mut body: Body) {
    let mut left = DISCARDED_BYTES;
    while let Ok(Some(Ok(frame))) = timeout(PATIENCE, body.frame()).await {
        let length = frame.data_ref().map_or(0, axum::body::Bytes::len);
        match left.checked_sub(length) {
            Some(still) => left = still,
            None => return,
        }
    }
}

/// The keys of what can be wrong. The English catalogue has them to the letter.
const REASONS: &[&str] = &[
    "unfit-none",
    "unfit-unsigned",
    "unfit-no-keys",
    "unfit-machine",
    "unfit-old",
    "unfit-large",
    "unfit-spoiled",
    "unfit-program",
    "unfit-card",
    "unfit-room",
    "unfit-busy",
];
/// What the form calls the file.
const FIELD: &str = "update";
/// So long nothing may come.
const PATIENCE: Duration = Duration::from_secs(60);
/// Four times the largest update.
const DISCARDED_BYTES: usize = 1 << 30;
