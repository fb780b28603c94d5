//! One visit to a host: the one or two activities that are brought to it at the same time.
//!
//! Touches no rows; what follows from the answers is in [`verdict`](super::verdict).

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use tokio::task::JoinError;

use super::outcome::{Outcome, retry_after_ms};
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::deliver::{self, Body, Letter};
use crate::federation::signer::Signer;
use crate::id::{AccountId, HostId, OutgoingId};
use crate::protocol::signature::Dialect;
use crate::store::deliveries::{DueHost, Waiting};
use crate::store::outgoing;

/// What a visit brought.
pub(super) struct Visit {
    /// The host.
    pub host: HostId,
    /// How often it had failed before.
    pub failures: u32,
    /// What became of each delivery. Empty if the visit itself broke.
    pub results: Vec<(Waiting, Outcome)>,
    /// How the host takes its signatures, if it took any.
    pub dialect: Option<Dialect>,
}

/// The bodies of the activities that are being sent, with their digests. Cheap to clone.
#[derive(Clone)]
pub(super) struct Bodies(Arc<Mutex<LruCache<OutgoingId, Arc<Sending>>>>);

struct Sending {
    account: AccountId,
    body: Body,
}

impl Default for Bodies {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(NonZeroUsize::MIN.saturating_add(63)))))
    }
}

impl Bodies {
    async fn of(&self, app: &App, id: OutgoingId) -> Result<Arc<Sending>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(sending) = known {
            return Ok(sending);
        }
        let found = app.store.read(move |db| outgoing::by_id(db, id)).await?;
        let found = found.filter(|outgoing| !outgoing.json.is_empty());
        let found = found.ok_or_else(|| Error::not_found("activity"))?;
        let sending = Sending { account: found.account_id, body: Body::new(found.json) };
        let sending = Arc::new(sending);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).put(id, sending.clone());
        Ok(sending)
    }
}

/// Brings all `letters` to `host` at the same time.
pub(super) async fn run(app: App, bodies: Bodies, host: DueHost, letters: Vec<Waiting>) -> Visit {
    let mut visit =
        Visit { host: host.id, failures: host.failures, results: Vec::new(), dialect: None };
    let mut letters = letters.into_iter();
    let (first, second) = tokio::join!(
        bring(&app, &bodies, &host, letters.next()),
        bring(&app, &bodies, &host, letters.next())
    );
    for (letter, outcome, dialect) in [first, second].into_iter().flatten() {
        tracing::debug!(host = host.name, inbox = letter.inbox_url, ?outcome, "delivered or not");
        visit.dialect = dialect.or(visit.dialect);
        visit.results.push((letter, outcome));
    }
    visit
}

/// A visit that panicked: a mistake of ours.
pub(super) fn broken(host: HostId, error: &JoinError) -> Visit {
    tracing::error!(%error, "a delivery broke");
    Visit { host, failures: 0, results: Vec::new(), dialect: None }
}

async fn bring(
    app: &App,
    bodies: &Bodies,
    host: &DueHost,
    letter: Option<Waiting>,
) -> Option<(Waiting, Outcome, Option<Dialect>)> {
    let letter = letter?;
    let (outcome, dialect) = match ready(app, bodies, letter.outgoing_id).await {
        Ok((sending, signer)) => send(app, host, &letter, &sending, &signer).await,
        Err(error) if error.kind() == crate::error::Kind::NotFound => {
            (Outcome::Refused(error.to_string()), None)
        }
        Err(error) => (Outcome::Postponed(error.to_string()), None),
    };
    Some((letter, outcome, dialect))
}

async fn ready(app: &App, bodies: &Bodies, id: OutgoingId) -> Result<(Arc<Sending>, Arc<Signer>)> {
    app.clock.check_trusted()?;
    let sending = bodies.of(app, id).await?;
    let signer = app.signers.of(&app.store, sending.account).await?;
    Ok((sending, signer))
}

async fn send(
    app: &App,
    host: &DueHost,
    letter: &Waiting,
    sending: &Sending,
    signer: &Signer,
) -> (Outcome, Option<Dialect>) {
    let site = match app.site().await {
        Ok(site) => site,
        Err(error) => return (Outcome::Postponed(error.to_string()), None),
    };
    let now_ms = app.clock.now_ms();
    let inbox_url = &letter.inbox_url;
    let letter = Letter { signer, from: &site.host, inbox_url, body: &sending.body, now_ms };
    match deliver::post(&app.net, &letter, host.dialect).await {
        Err(error) => (Outcome::of_error(&error), None),
        Ok(answer) => {
            let header = answer.response.headers.get("retry-after");
            let after = header
                .and_then(|value| value.to_str().ok())
                .and_then(|text| retry_after_ms(text, now_ms));
            let outcome = Outcome::of_status(answer.response.status.as_u16(), after);
            let taken = (outcome == Outcome::Delivered).then_some(answer.dialect);
            (outcome, taken)
        }
    }
}
