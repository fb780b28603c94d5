//! One attempt to get a certificate: written down before it begins, and when it has ended.
//!
//! A certificate is kept only once it has served a handshake; until then the old one stays.

use std::time::Duration;

use instant_acme::{Account, CertificateIdentifier};

use super::backoff::Next;
use super::method::Method;
use super::order::{self, Wish};
use super::transport::Transport;
use super::trouble::{Trouble, UNUSABLE};
use super::{account, chain, handshake, standing};
use crate::app::App;
use crate::appliance::probe::{Probe, Seen};
use crate::error::{Error, Result};
use crate::store::Write;
use crate::store::certificates::{self, Attempt, Outcome, Renewal, Stored};

/// What is tried.
pub(super) struct Trial<'a> {
    pub(super) host: &'a str,
    pub(super) next: Next<'a>,
    /// What can be tried, in order.
    pub(super) methods: &'a [Method],
    /// The certificate that the new one is to replace.
    pub(super) replaces: Option<CertificateIdentifier<'static>>,
    /// How long the authority may take for each decision.
    pub(super) patience: Duration,
}

/// The profile that is asked for where the authority has it: 45 days, for servers and nothing else.
const PROFILE: &str = "tlsserver";

/// Tries, and answers with the new certificate, if there is one. It is on disk then, with its row number.
///
/// # Errors
/// The database fails. Nothing was ordered then, or what was ordered is lost.
pub(super) async fn make(app: &App, trial: &Trial<'_>) -> Result<Option<(i64, Stored)>> {
    let (host, next) = (trial.host.to_owned(), trial.next);
    let (url, now_ms) = (next.directory().url.clone(), app.clock.now_ms());
    let rehearsal = next.rehearsal;
    let begun = move |tx: &Write<'_>| certificates::begin(tx, &host, &url, rehearsal, now_ms);
    let id = app.store.write(begun).await?;
    let (method, result) = Box::pin(ask(app, trial)).await;
    let result = match result {
        Ok((chain, key)) => accept(app, trial, chain, key).await,
        Err(trouble) => Err(trouble),
    };
    tell_probe(app, method, result.as_ref().err());
    let attempt = ended(app, trial, (id, now_ms), method, result.as_ref().err());
    let new = result.ok().filter(|_| !next.rehearsal);
    app.store.write(move |tx| keep(tx, &attempt, new)).await
}

/// Asks the authority.
async fn ask(app: &App, trial: &Trial<'_>) -> (Option<Method>, Result<(String, String), Trouble>) {
    let directory = trial.next.directory();
    let transport = Transport::new(app, &directory.url);
    let account = match account::open(app, directory, &transport).await {
        Ok(account) => account,
        Err(trouble) => return (None, Err(trouble)),
    };
    let wish = Wish {
        host: trial.host,
        methods: trial.methods,
        replaces: trial.replaces.clone(),
        profile: profile(&account, trial),
        rehearsal: trial.next.rehearsal,
        patience: trial.patience,
    };
    let done = order::order(app, &account, &transport, &wish).await;
    if let Some(issuer) = transport.heard().issuer {
        standing::remember(app, trial.next, &issuer, &account).await;
    }
    if done.result.as_ref().is_err_and(|trouble| trouble.problem == "accountDoesNotExist") {
        account::forget(app, directory).await;
    }
    (done.method, done.result)
}

/// The profile that was configured, or the usual one, if the authority has it.
fn profile<'t>(account: &Account, trial: &'t Trial<'_>) -> Option<&'t str> {
    let wanted = trial.next.authority.profile.as_deref();
    let name = wanted.unwrap_or(PROFILE);
    let offered = account.profiles().any(|profile| profile.name == name);
    if wanted.is_some() && !offered {
        tracing::warn!(
            profile = name,
            "the authority does not know this profile; taking its usual one"
        );
    }
    offered.then_some(name)
}

/// What the authority sent, if the host can be served with it.
async fn accept(
    app: &App,
    trial: &Trial<'_>,
    chain_pem: String,
    key_pem: String,
) -> Result<Stored, Trouble> {
    let unusable = |error: Error| Trouble::new(Outcome::Down, UNUSABLE, &error.to_string());
    let live = chain::live(&chain_pem, &key_pem).map_err(unusable)?;
    let served = Box::pin(handshake::serves(&live, trial.host, app.clock.now_ms())).await;
    served.map_err(unusable)?;
    let lifetime = chain::lifetime(&live.key.cert).map_err(unusable)?;
    Ok(Stored {
        host: trial.host.to_owned(),
        directory: trial.next.directory().url.clone(),
        chain_pem,
        key_pem,
        not_before_ms: lifetime.not_before_ms,
        not_after_ms: lifetime.not_after_ms,
        renewal: Renewal::default(),
    })
}

/// What the authority saw of us, when it knocked.
fn tell_probe(app: &App, method: Option<Method>, trouble: Option<&Trouble>) {
    let seen = method.and_then(|method| match trouble {
        None => method.knocks().then_some(Seen::Us),
        Some(trouble) => trouble.seen(method),
    });
    if let Some(seen) = seen {
        app.appliance.probe.send_replace(Some(Probe { at_ms: app.clock.now_ms(), seen }));
    }
}

fn ended(
    app: &App,
    trial: &Trial<'_>,
    (id, started_ms): (i64, i64),
    method: Option<Method>,
    trouble: Option<&Trouble>,
) -> Attempt {
    let now_ms = app.clock.now_ms();
    let wait_ms = trouble.map_or(0, |trouble| trouble.wait_ms);
    Attempt {
        id,
        host: trial.host.to_owned(),
        directory: trial.next.directory().url.clone(),
        rehearsal: trial.next.rehearsal,
        challenge: method.map_or("", Method::name).to_owned(),
        started_ms,
        ended_ms: Some(now_ms),
        outcome: trouble.map_or(Outcome::Good, |trouble| trouble.outcome),
        problem: trouble.map(|trouble| trouble.problem.clone()).unwrap_or_default(),
        detail: trouble.map(|trouble| trouble.detail.clone()).unwrap_or_default(),
        again_ms: if wait_ms > 0 { now_ms + wait_ms } else { 0 },
    }
}

/// The certificate, its key and what became of the attempt are on disk together, or none of them.
fn keep(tx: &Write, attempt: &Attempt, new: Option<Stored>) -> Result<Option<(i64, Stored)>> {
    certificates::end(tx, attempt)?;
    let Some(new) = new else { return Ok(None) };
    Ok(Some((certificates::put(tx, &new)?, new)))
}
