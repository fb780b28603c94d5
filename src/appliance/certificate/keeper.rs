//! Watches over the certificate: what is due is done, and in between it waits for something to happen.
//!
//! A certificate is only ever ordered for the wanted host, never because a stranger sent a name.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::attempt::{self, Trial};
use super::backoff::{self, Next, Pace};
use super::method::{self, Means, Method};
use super::schedule::{self, Lifetime};
use super::{chain, handshake, report, standing, window};
use crate::app::App;
use crate::appliance::name::{self, Pointing};
use crate::appliance::probe::Seen;
use crate::appliance::router::Mapping;
use crate::appliance::wanted::Wanted;
use crate::error::Result;
use crate::store::certificates::{self, Attempt, Stored};

/// How long an authority may take for each decision.
const PATIENCE: Duration = Duration::from_secs(120);
/// The router and the name are looked at as soon as there is one to want; then we go on without.
const MAPPING: Duration = Duration::from_secs(5);
const POINTING: Duration = Duration::from_secs(10);
/// The clock may have been set while we slept.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);
/// After a failure of our own database.
const RECOVER_MS: i64 = 10 * 60_000;

/// The keeper of the certificate.
pub struct Keeper {
    app: App,
    patience: Duration,
    /// The certificate for the wanted host, and its row number.
    held: Option<(i64, Stored)>,
    /// What the way to us was like at the last attempt since we started.
    tried_in: Option<World>,
    /// The certificate came by a record in DNS, which shows nothing of how we are reached.
    unproven: bool,
    wanted: watch::Receiver<Option<Wanted>>,
    mapping: watch::Receiver<Option<Mapping>>,
    pointing: watch::Receiver<Pointing>,
}

/// What may have been the cause of a failure.
type World = (Option<Mapping>, Pointing);

impl Keeper {
    /// Knows only what is on disk.
    pub fn new(app: App) -> Self {
        let (wanted, mapping, pointing) = (
            app.appliance.wanted.subscribe(),
            app.appliance.mapping.subscribe(),
            app.appliance.pointing.subscribe(),
        );
        let (held, tried_in, unproven) = Default::default();
        Self { app, patience: PATIENCE, held, tried_in, unproven, wanted, mapping, pointing }
    }

    /// The same, with more or less patience for authorities that do not come to a decision.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Watches for as long as it is polled.
    pub async fn keep(mut self) {
        loop {
            let until_ms = self.turn().await;
            self.rest(until_ms).await;
        }
    }

    /// Does what is due, one thing at a time. Answers when something is due again, in milliseconds since
    /// 1970; `None` if something has to happen first.
    pub async fn turn(&mut self) -> Option<i64> {
        match self.work().await {
            Ok(until_ms) => until_ms,
            Err(error) => {
                tracing::error!(%error, "cannot see to the certificate");
                Some(self.app.clock.now_ms() + RECOVER_MS)
            }
        }
    }

    async fn work(&mut self) -> Result<Option<i64>> {
        let wanted = self.wanted.borrow_and_update().as_ref().map(|wanted| wanted.host.clone());
        let Some(host) = wanted.map(|host| host.to_ascii_lowercase()) else { return Ok(None) };
        self.hold(&host).await?;
        if !self.app.clock.is_trusted() {
            if self.held.is_none() {
                report::waiting(&self.app, "certificate-clock", &host);
            }
            return Ok(None);
        }
        self.ask_for_window().await;
        let now_ms = self.app.clock.now_ms();
        let due_ms = self.due_ms(now_ms);
        let asked = self.app.appliance.certificates.take_asked();
        if due_ms > now_ms && !asked && !self.wants_proof() {
            return Ok(Some(self.all_is_well(due_ms)));
        }
        let history = self.history(now_ms).await?;
        let authorities = self.app.appliance.authorities.clone();
        let next = if due_ms > now_ms {
            backoff::probe(&history, &authorities, now_ms)
        } else {
            let pace = self.pace(asked);
            Some(backoff::next(&history, &authorities, &host, now_ms, pace))
        };
        match next {
            None => Ok(Some(self.all_is_well(due_ms))),
            Some(next) if next.at_ms > now_ms => Ok(Some(self.wait(&history, next, &host).await)),
            Some(next) => {
                // An owner who asks has seen to what failed: the best way comes first again.
                let learnt = if asked { &[] } else { history.as_slice() };
                let methods = self.methods(learnt, next, &host, due_ms > now_ms).await;
                self.attempt(&history, next, &host, &methods).await
            }
        }
    }

    /// Whether the authority could knock, and has not yet.
    fn wants_proof(&self) -> bool {
        self.unproven && *self.pointing.borrow() == Pointing::Here
    }

    /// Loads the certificate for `host`, unless we have it, and serves with it for as long as it is good.
    async fn hold(&mut self, host: &str) -> Result<()> {
        if self.held.as_ref().is_none_or(|(_, stored)| stored.host != host) {
            let name = host.to_owned();
            self.held = self.app.store.read(move |db| certificates::of_host(db, &name)).await?;
        }
        let certificates = &self.app.appliance.certificates;
        let now_ms = self.app.clock.now_ms();
        let Some((_, stored)) = &self.held else { return Ok(()) };
        if Lifetime::of(stored).is_over(now_ms) {
            if certificates.has(host) {
                certificates.retire();
            }
        } else if !certificates.has(host) {
            match serve(&self.app, stored).await {
                Ok(()) => {}
                Err(error) => {
                    tracing::error!(%error, "the stored certificate cannot be used");
                    self.held = None;
                }
            }
        }
        Ok(())
    }

    async fn ask_for_window(&mut self) {
        let Some((id, stored)) = &mut self.held else { return };
        if schedule::is_time_to_ask(&stored.renewal, self.app.clock.now_ms()) {
            stored.renewal = Box::pin(window::ask(&self.app, *id, stored)).await;
        }
    }

    fn due_ms(&self, now_ms: i64) -> i64 {
        let stored = self.held.as_ref().map(|(_, stored)| stored);
        stored.map_or(now_ms, |stored| Lifetime::of(stored).renew_at_ms(&stored.renewal))
    }

    /// Says so, and answers when something is due again.
    fn all_is_well(&self, due_ms: i64) -> i64 {
        let Some((_, stored)) = &self.held else { return due_ms };
        report::good(&self.app, stored);
        due_ms.min(stored.renewal.ask_ms)
    }

    /// What became of earlier attempts, with none of them in the future.
    async fn history(&self, now_ms: i64) -> Result<Vec<Attempt>> {
        let history = self.app.store.read(certificates::attempts).await?;
        if history.iter().all(|attempt| attempt.started_ms <= now_ms) {
            return Ok(history);
        }
        self.app.store.write(move |tx| certificates::pull_from_the_future(tx, now_ms)).await?;
        self.app.store.read(certificates::attempts).await
    }

    /// After a change of what may have been the cause there is no reason to wait.
    fn pace(&self, asked: bool) -> Pace {
        let changed = self.tried_in.as_ref().is_some_and(|was| *was != self.world());
        if asked || changed { Pace::Hurried } else { Pace::Patient }
    }

    fn world(&self) -> World {
        (self.mapping.borrow().clone(), self.pointing.borrow().clone())
    }

    /// Says why, and answers until when.
    async fn wait(&self, history: &[Attempt], next: Next<'_>, host: &str) -> i64 {
        let (authority, mut records) = (next.authority, Vec::new());
        for directory in authority.staging.iter().chain([&authority.production]) {
            records.extend(standing::record(&self.app, directory).await);
        }
        if let Some(last) = history.iter().find(|attempt| attempt.host == host) {
            report::failing(&self.app, last, next.at_ms, self.live(), &records);
        }
        next.at_ms
    }

    /// The certificate that is in use.
    fn live(&self) -> Option<&Stored> {
        let now_ms = self.app.clock.now_ms();
        let stored = self.held.as_ref().map(|(_, stored)| stored);
        stored.filter(|stored| !Lifetime::of(stored).is_over(now_ms))
    }

    async fn attempt(
        &mut self,
        history: &[Attempt],
        next: Next<'_>,
        host: &str,
        methods: &[Method],
    ) -> Result<Option<i64>> {
        if methods.is_empty() {
            if self.live().is_none() {
                report::waiting(&self.app, unpointed(&self.pointing.borrow()), host);
            }
            return Ok(None);
        }
        if self.live().is_none() {
            report::ordering(&self.app, next.directory(), next.rehearsal, host);
        }
        self.tried_in = Some(self.world());
        let replaces = self.replaced(history, next, host);
        let trial = Trial { host, next, methods, replaces, patience: self.patience };
        if let Some(new) = attempt::make(&self.app, &trial).await? {
            serve(&self.app, &new.1).await?;
            self.held = Some(new);
            let proof = self.app.appliance.probe.borrow();
            self.unproven = proof.as_ref().is_none_or(|probe| probe.seen != Seen::Us);
        }
        // What follows from it is seen in the next turn.
        Ok(Some(self.app.clock.now_ms()))
    }

    /// What can be tried, in order. Only those that show how we are reached where nothing else is wanted.
    async fn methods(
        &mut self,
        learnt: &[Attempt],
        next: Next<'_>,
        host: &str,
        only_proof: bool,
    ) -> Vec<Method> {
        let means = self.means(next, host).await;
        let mut methods = method::order(learnt, host, means);
        if only_proof {
            methods.retain(|method| method.knocks());
            self.unproven = false;
        }
        methods
    }

    /// What the way to us allows; waits a little for those who find out.
    async fn means(&mut self, next: Next<'_>, host: &str) -> Means {
        let _ = timeout(MAPPING, self.mapping.wait_for(Option::is_some)).await;
        let write_dns = name::can_publish_txt(&self.app).await;
        // Whoever can write into DNS is about to have the name lead here; that is the better way.
        let looked = |pointing: &Pointing| match pointing {
            Pointing::Here | Pointing::Elsewhere => true,
            Pointing::Nowhere => !write_dns,
            Pointing::Unknown => false,
        };
        let _ = timeout(POINTING, self.pointing.wait_for(looked)).await;
        // Where nobody looks, the authority will.
        let knock = matches!(*self.pointing.borrow(), Pointing::Here | Pointing::Unknown);
        Means {
            knock,
            write_dns,
            standing: standing::is_there(&self.app, next.directory(), host).await,
        }
    }

    /// The certificate that the next one replaces, for an authority that issued it itself.
    fn replaced(
        &self,
        history: &[Attempt],
        next: Next<'_>,
        host: &str,
    ) -> Option<instant_acme::CertificateIdentifier<'static>> {
        let stored = self.live().filter(|stored| stored.directory == next.directory().url)?;
        let emergency = Lifetime::of(stored).is_emergency(self.app.clock.now_ms());
        let may = backoff::may_replace(history, host, emergency);
        may.then(|| chain::identifier(&stored.chain_pem))?
    }

    /// Until `until_ms`, or until something happens.
    async fn rest(&mut self, until_ms: Option<i64>) {
        let clock = self.app.clock.clone();
        let left_ms = until_ms.map(|until| u64::try_from(until - clock.now_ms()).unwrap_or(0));
        let left = left_ms.map_or(LONGEST_SLEEP, Duration::from_millis).min(LONGEST_SLEEP);
        let trusted = async {
            match clock.is_trusted() {
                true => std::future::pending().await,
                false => clock.trusted().await,
            }
        };
        // A sender lives as long as the app, so none of these ends.
        tokio::select! {
            () = sleep(left) => {}
            () = trusted => {}
            () = self.app.appliance.certificates.asked() => {}
            _ = self.wanted.changed() => {}
            _ = self.mapping.changed() => {}
            _ = self.pointing.changed() => {}
        }
    }
}

/// From now on the host is served with `stored`, if it can be.
async fn serve(app: &App, stored: &Stored) -> Result<()> {
    let live = chain::live(&stored.chain_pem, &stored.key_pem)?;
    Box::pin(handshake::serves(&live, &stored.host, app.clock.now_ms())).await?;
    app.appliance.certificates.swap(live);
    Ok(())
}

/// Why nothing can be tried.
fn unpointed(pointing: &Pointing) -> &'static str {
    match pointing {
        Pointing::Elsewhere => "certificate-elsewhere",
        _ => "certificate-nowhere",
    }
}
