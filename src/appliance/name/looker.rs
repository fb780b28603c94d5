//! Looks where the name leads, often while somebody waits for it and seldom else.

use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::look_up;
use super::pace;
use super::pointing::{Found, Judgement, Pointing, judge};
use super::provider::Provider;
use crate::app::App;
use crate::appliance::addresses::Addresses;

/// A line that is down must not hold up the rest.
const LONGEST: Duration = Duration::from_secs(20);
/// A page that is shown again and again does not make us look more often.
const SHORTEST: Duration = Duration::from_secs(3);

/// What was seen and when to look again.
pub(super) struct Looker {
    /// What DNS said; `None` if nobody answered.
    pub(super) seen: Option<(Found, Judgement)>,
    looks: u32,
    last: Option<Instant>,
    next: Instant,
    just_published: bool,
}

impl Looker {
    pub(super) fn new() -> Self {
        let next = Instant::now();
        Self { seen: None, looks: 0, last: None, next, just_published: false }
    }

    /// Somebody wants to know now.
    pub(super) fn wake(&mut self) {
        let earliest = self.last.map(|last| last + SHORTEST);
        let now = Instant::now();
        self.next = earliest.map_or(now, |earliest| earliest.max(now));
        self.looks = 0;
    }

    /// Something changed: what was seen is old.
    pub(super) fn restart(&mut self, just_published: bool) {
        *self = Self { seen: self.seen.take(), just_published, ..Self::new() };
    }

    /// When to look again.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// Looks if it is time to; `true` if it was.
    pub(super) async fn look(
        &mut self,
        app: &App,
        host: &str,
        provider: &Provider,
        ours: Addresses,
    ) -> bool {
        if Instant::now() < self.next {
            return false;
        }
        let found = timeout(LONGEST, look_up::addresses(app, host, provider)).await;
        self.seen = found.ok().and_then(Result::ok).map(|found| {
            let judgement = judge(&found, ours);
            (found, judgement)
        });
        let now = Instant::now();
        let is_here = self.pointing() == Pointing::Here;
        self.next = now + pace::next_look(self.looks, is_here, self.just_published);
        self.last = Some(now);
        self.looks = self.looks.saturating_add(1);
        true
    }

    /// Where the name leads, as far as it was seen.
    pub(super) fn pointing(&self) -> Pointing {
        self.seen.as_ref().map_or(Pointing::Unknown, |(_, judgement)| judgement.pointing.clone())
    }
}
