//! The truth about the line, out of all that the others found.
//!
//! Asks nobody but the router's inside about our own address (`hairpin`). What was proved from outside
//! counts; what the router says is only said.

mod brand;
mod hairpin;
mod proof;
mod verdict;
mod ways;
mod words;

use tokio::sync::watch::Receiver;

use self::hairpin::Hairpin;
use self::proof::Proof;
use self::verdict::{Facts, verdict};
use self::ways::Ways;
use super::outsiders::Families;
use super::probe::{Probe, Seen};
use super::router::Mapping;
use crate::app::App;

/// Watches for as long as it is polled.
pub async fn keep(app: App) {
    let (mut line, mut watched) = (Line::load(&app).await, Watched::of(&app));
    loop {
        let probe = watched.probe.borrow_and_update().clone();
        line.look(&app, probe).await;
        line.report(&app).await;
        if !watched.changed(&app).await {
            return;
        }
    }
}

/// What is remembered between two looks.
#[derive(Default)]
struct Line {
    /// How the ways are, and since when, in milliseconds since 1970.
    ways: Option<(Ways, i64)>,
    proof: Option<Proof>,
    /// The probe that was last looked at.
    seen: Option<Probe>,
    hairpin: Hairpin,
}

impl Line {
    async fn load(app: &App) -> Self {
        Self { proof: proof::load(app).await, ..Self::default() }
    }

    /// Makes a proof of a new probe and of who came in, if they are about the ways as they are now.
    async fn look(&mut self, app: &App, probe: Option<Probe>) {
        let Some(ways) = app.appliance.mapping.borrow().as_ref().map(Ways::of) else { return };
        let since_ms = self.since(app, ways);
        let seen = self.news(probe, since_ms);
        if seen.as_ref().is_some_and(|seen| *seen != Seen::Us) {
            app.appliance.outsiders.forget();
        }
        let was = self.proof.as_ref().and_then(|proof| proof.for_ways(ways));
        let Some(seen) = seen.or_else(|| was.map(|proof| proof.seen.clone())) else { return };
        let earlier = was.map(|proof| proof.over).filter(|_| seen == Seen::Us).unwrap_or_default();
        let proof = Proof { seen, ways, over: earlier.and(app.appliance.outsiders.came()) };
        if was != Some(&proof) {
            proof::save(app, &proof).await;
            self.proof = Some(proof);
        }
    }

    /// Since when the ways are like this. Whoever came over other ones proves nothing.
    fn since(&mut self, app: &App, ways: Ways) -> i64 {
        let now_ms = app.clock.now_ms();
        let (was, since_ms) = *self.ways.get_or_insert((ways, now_ms));
        if was == ways {
            return since_ms;
        }
        app.appliance.outsiders.forget();
        self.ways = Some((ways, now_ms));
        now_ms
    }

    /// What a new probe has seen. That nobody came through before the port was open says nothing.
    fn news(&mut self, probe: Option<Probe>, since_ms: i64) -> Option<Seen> {
        let probe = probe.filter(|probe| self.seen.as_ref() != Some(probe))?;
        self.seen = Some(probe.clone());
        (probe.seen == Seen::Us || probe.at_ms >= since_ms).then_some(probe.seen)
    }

    async fn report(&mut self, app: &App) {
        let mapping: Option<Mapping> = app.appliance.mapping.borrow().clone();
        let ways = self.ways.map(|(ways, _)| ways);
        let proof = self.proof.as_ref();
        let proof = proof.zip(ways).and_then(|(proof, ways)| proof.for_ways(ways));
        let seen = proof.map(|proof| &proof.seen);
        let over = proof.map(|proof| proof.over).unwrap_or_default();
        // Without a proof a failure would mean nothing.
        let public = app.appliance.addresses.borrow().ipv4.filter(|_| seen == Some(&Seen::Us));
        let hairpin = self.hairpin.works(public).await;
        let clock_is_right = app.clock.is_trusted();
        let verdict = verdict(Facts { clock_is_right, ways, seen, over, hairpin });
        let answered = *app.appliance.services.answered().borrow();
        let home = mapping.as_ref().map(|mapping| &mapping.home);
        let findings = &app.appliance.findings;
        findings.report(words::internet(home, answered));
        findings.report(words::ipv4(mapping.as_ref()));
        findings.report(words::ipv6(mapping.as_ref()));
        findings.report(words::port443(verdict, mapping.as_ref()));
    }
}

/// All that the truth depends on.
struct Watched {
    mapping: Receiver<Option<Mapping>>,
    probe: Receiver<Option<Probe>>,
    addresses: Receiver<super::addresses::Addresses>,
    answered: Receiver<Option<bool>>,
    outsiders: Receiver<Families>,
}

impl Watched {
    fn of(app: &App) -> Self {
        Self {
            mapping: app.appliance.mapping.subscribe(),
            probe: app.appliance.probe.subscribe(),
            addresses: app.appliance.addresses.subscribe(),
            answered: app.appliance.services.answered(),
            outsiders: app.appliance.outsiders.subscribe(),
        }
    }

    /// Whether there is anything left to wait for, once something has changed.
    async fn changed(&mut self, app: &App) -> bool {
        let clock = async {
            match app.clock.is_trusted() {
                true => std::future::pending().await,
                false => app.clock.trusted().await,
            }
        };
        tokio::select! {
            changed = self.mapping.changed() => changed.is_ok(),
            changed = self.probe.changed() => changed.is_ok(),
            changed = self.addresses.changed() => changed.is_ok(),
            changed = self.answered.changed() => changed.is_ok(),
            changed = self.outsiders.changed() => changed.is_ok(),
            () = clock => true,
        }
    }
}
