//! The truth about the line, out of all that the others found.
//!
//! Asks nobody but the router's inside about our own address ([`hairpin`]). What was proved from outside
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
use super::probe::{Probe, Seen};
use super::router::Mapping;
use crate::app::App;

/// Watches for as long as it is polled.
pub(super) async fn keep(app: App) {
    let (mut line, mut watched) = (Line::load(&app).await, Watched::of(&app));
    loop {
        line.take_probe(&app, watched.probe.borrow_and_update().clone()).await;
        line.report(&app).await;
        if !watched.changed(&app).await {
            return;
        }
    }
}

/// What is remembered between two looks.
struct Line {
    proof: Option<Proof>,
    /// The probe that the proof is made of.
    taken: Option<Probe>,
    hairpin: Hairpin,
}

impl Line {
    async fn load(app: &App) -> Self {
        Self { proof: proof::load(app).await, taken: None, hairpin: Hairpin::default() }
    }

    /// A new probe is about the ways as they are now.
    async fn take_probe(&mut self, app: &App, probe: Option<Probe>) {
        let Some(ways) = app.appliance.mapping.borrow().as_ref().map(Ways::of) else { return };
        let Some(probe) = probe.filter(|probe| self.taken.as_ref() != Some(probe)) else { return };
        let proof = Proof { seen: probe.seen.clone(), ways };
        self.taken = Some(probe);
        if self.proof.as_ref() != Some(&proof) {
            proof::save(app, &proof).await;
            self.proof = Some(proof);
        }
    }

    async fn report(&mut self, app: &App) {
        let mapping: Option<Mapping> = app.appliance.mapping.borrow().clone();
        let ways = mapping.as_ref().map(Ways::of);
        let proof = self.proof.as_ref();
        let seen = proof.zip(ways).and_then(|(proof, ways)| proof.for_ways(ways));
        // Without a proof a failure would mean nothing.
        let public = app.appliance.addresses.borrow().ipv4.filter(|_| seen == Some(&Seen::Us));
        let hairpin = self.hairpin.works(public).await;
        let clock_is_right = app.clock.is_trusted();
        let verdict = verdict(Facts { clock_is_right, ways, seen, hairpin });
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
}

impl Watched {
    fn of(app: &App) -> Self {
        Self {
            mapping: app.appliance.mapping.subscribe(),
            probe: app.appliance.probe.subscribe(),
            addresses: app.appliance.addresses.subscribe(),
            answered: app.appliance.services.answered(),
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
            () = clock => true,
        }
    }
}
