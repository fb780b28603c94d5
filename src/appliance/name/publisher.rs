//! Tells the DNS provider our addresses whenever they differ from what it has.

use std::time::Duration;

use tokio::time::Instant;

use super::change::Change;
use super::pace;
use super::provider::Provider;
use super::published::Published;
use super::trouble::Trouble;
use crate::app::App;
use crate::error::Result;

/// If DNS still says something else after so long, somebody else has changed it: we tell again.
const DOUBT: Duration = Duration::from_secs(600);

/// How it went so far.
pub(super) struct Publisher {
    /// Why it did not go the last time.
    pub(super) trouble: Option<Trouble>,
    failures: u32,
    next_try: Instant,
    told_at: Instant,
}

impl Publisher {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self { trouble: None, failures: 0, next_try: now, told_at: now }
    }

    /// Something changed, so a new try is worth it; but whoever wants a pause gets it.
    pub(super) fn wake(&mut self) {
        if !matches!(self.trouble, Some(Trouble::Busy(_))) {
            self.next_try = Instant::now();
        }
    }

    /// When it is tried again, if it must be.
    pub(super) fn next_try(&self) -> Option<Instant> {
        self.trouble.is_some().then_some(self.next_try)
    }

    /// Tells `provider` about `change`, unless it is too early; `true` if it took it.
    pub(super) async fn publish(
        &mut self,
        app: &App,
        provider: &Provider,
        host: &str,
        published: &Published,
        change: &Change,
    ) -> Result<bool> {
        if change.is_nothing() || !provider.is_automatic() {
            self.trouble = None;
            return Ok(false);
        }
        if Instant::now() < self.next_try {
            return Ok(false);
        }
        let told = {
            let _turn = app.appliance.names.turn().await;
            provider.set_addresses(app, host, change).await
        };
        if let Err(trouble) = told {
            self.failures = self.failures.saturating_add(1);
            self.next_try = Instant::now() + pace::next_try(&trouble, self.failures);
            self.trouble = Some(trouble);
            return Ok(false);
        }
        *self = Self::new();
        tracing::info!(%host, ?change, "the DNS provider has our addresses");
        let after = published.after(host, change);
        app.store.write(move |tx| after.save(tx)).await?;
        Ok(true)
    }

    /// DNS says something else than what the provider took: after a while, forget that it did.
    pub(super) async fn doubt(&mut self, app: &App) -> Result<()> {
        if self.told_at.elapsed() < DOUBT {
            return Ok(());
        }
        self.told_at = Instant::now();
        app.store.write(|tx| Published::default().save(tx)).await
    }
}
