//! The loop that keeps the name leading here: tell the provider, look, report, wait for news.

use std::time::Duration;

use tokio::time::Instant;

use super::looker::Looker;
use super::own::Own;
use super::pointing::Pointing;
use super::provider::{self, Provider};
use super::published::Published;
use super::publisher::Publisher;
use super::report::{self, Situation};
use super::split_domain;
use super::suitable;
use crate::app::App;
use crate::appliance::addresses::Addresses;
use crate::appliance::finding::{Finding, Mood};
use crate::appliance::wanted::Wanted;
use crate::error::Result;

/// `nichoir dns` may choose another provider in a process of its own; looking costs one small read.
const TICK: Duration = Duration::from_secs(60);
/// How often the other domain of a handle is looked at.
const SPLIT: Duration = Duration::from_secs(3600);

/// Watches for as long as it is polled.
pub async fn keep(app: App) {
    let mut wanted = app.appliance.wanted.subscribe();
    let mut addresses = app.appliance.addresses.subscribe();
    let mut mapping = app.appliance.mapping.subscribe();
    let mut keeper = Keeper::new();
    loop {
        // What changes from here on wakes us below.
        addresses.mark_unchanged();
        let trusted = app.clock.is_trusted();
        let now = wanted.borrow_and_update().clone();
        let wait = match &now {
            Some(wanted) => Box::pin(keeper.round(&app, wanted)).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "cannot see to the name");
                TICK
            }),
            None => Duration::MAX,
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = wanted.changed() => keeper = Keeper::new(),
            _ = addresses.changed() => keeper.restart(),
            // The router has spoken, or has not.
            _ = mapping.changed() => {}
            () = app.clock.trusted(), if !trusted => keeper.restart(),
            () = app.appliance.names.bell().notified() => keeper.looker.wake(),
        }
    }
}

struct Keeper {
    provider: Provider,
    own: Own,
    publisher: Publisher,
    looker: Looker,
    split: Option<Finding>,
    next_split: Instant,
}

impl Keeper {
    fn new() -> Self {
        Self {
            provider: Provider::default(),
            own: Own::default(),
            publisher: Publisher::new(),
            looker: Looker::new(),
            split: None,
            next_split: Instant::now(),
        }
    }

    /// Our addresses changed, or the time has become right.
    fn restart(&mut self) {
        self.own.wake();
        self.publisher.wake();
        self.looker.restart(false);
    }

    /// Does what is due, and says how long nothing will be.
    async fn round(&mut self, app: &App, wanted: &Wanted) -> Result<Duration> {
        let host = wanted.host.as_str();
        if !suitable::is_suitable(host) {
            app.appliance.findings.report(report::no_name(host));
            return Ok(Duration::MAX);
        }
        let (provider, published) =
            app.store.read(|db| Ok((provider::load(db)?, Published::load(db)?))).await?;
        if provider != self.provider {
            *self = Self { provider, ..Self::new() };
        }
        let ours = self.own.addresses(app).await;
        self.publish(app, host, ours, &published).await?;
        if self.looker.look(app, host, &self.provider, ours).await {
            self.after_look(app, wanted).await?;
        }
        self.report(app, host, ours);
        Ok(self.wait())
    }

    async fn publish(
        &mut self,
        app: &App,
        host: &str,
        ours: Addresses,
        published: &Published,
    ) -> Result<()> {
        let gone = self.own.gone(ours, published);
        let change = published.change(host, ours, gone);
        if self.publisher.publish(app, &self.provider, host, published, &change).await? {
            self.looker.restart(true);
        }
        Ok(())
    }

    async fn after_look(&mut self, app: &App, wanted: &Wanted) -> Result<()> {
        match self.looker.pointing() {
            Pointing::Here if self.next_split <= Instant::now() => {
                self.next_split = Instant::now() + SPLIT;
                self.split = look_at_split(app, wanted).await;
            }
            Pointing::Elsewhere | Pointing::Nowhere if self.provider.is_automatic() => {
                self.publisher.doubt(app).await?;
            }
            _ => {}
        }
        Ok(())
    }

    fn report(&self, app: &App, host: &str, ours: Addresses) {
        let seen = self.looker.seen.as_ref().map(|(found, judgement)| (found, judgement));
        let automatic = self.provider.is_automatic();
        let trouble = self.publisher.trouble.as_ref();
        let finding = report::finding(&Situation { host, ours, automatic, trouble, seen });
        let split = self.split.clone().filter(|_| finding.mood == Mood::Good);
        app.appliance.findings.report(split.unwrap_or(finding));
        let pointing = self.looker.pointing();
        app.appliance.pointing.send_if_modified(|was| {
            let changed = *was != pointing;
            *was = pointing;
            changed
        });
    }

    fn wait(&self) -> Duration {
        let next = self.publisher.next_try().into_iter().chain([self.looker.next()]).min();
        let wait = next.map(|next| next.saturating_duration_since(Instant::now()));
        wait.map_or(TICK, |wait| wait.min(TICK))
    }
}

async fn look_at_split(app: &App, wanted: &Wanted) -> Option<Finding> {
    if wanted.handle_domain == wanted.host {
        return None;
    }
    let base = format!("https://{}", wanted.handle_domain);
    split_domain::check(&app.appliance.services, &base, wanted).await
}
