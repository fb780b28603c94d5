//! Tells the service manager that we live, as long as the store answers. If that hangs, or the whole program
//! does, nothing is told and we are started anew.
//!
//! An error is an answer, too: a restart helps no full disk and no card that is read-only.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::app::App;
use crate::appliance::finding::{Finding, Mood, Topic};

/// Tells for as long as it is polled, twice in the time that the manager waits.
pub(super) async fn keep(app: App) {
    let manager = &app.appliance.service_manager;
    let Some(limit) = manager.watchdog else { return };
    app.appliance.findings.report(finding());
    let mut beat = interval(limit / 2);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        while !app.store.answers().await {
            tracing::warn!("the store has no time to answer");
            sleep(AGAIN.min(limit / 8)).await;
        }
        manager.tell("WATCHDOG=1");
    }
}

/// The line of the checklist. There is no red one: a node that hangs could not say so.
pub(super) fn finding() -> Finding {
    Finding::new(Topic::Watchdog, Mood::Good, "watchdog-good")
}

const AGAIN: Duration = Duration::from_secs(1);
