//! Whether the time can be trusted, and what it is if the system does not know.
//!
//! Watches the system's clock: who keeps it, and whether somebody sets it. Never sets it: what is wrong is
//! corrected for this program alone. Until the time is known, everything that depends on it waits.

mod floor;
mod machine;
mod report;
mod verdict;
mod watcher;

pub use self::floor::{floor_ms, remember};
use self::verdict::judge;
use self::watcher::Watcher;
use crate::app::App;
use crate::net::Dates;

/// Nothing believes the clock from now on, until `keep` has found out that it is right. For the very
/// start, before anything is signed or judged.
pub fn doubt(app: &App) {
    app.clock.set_trusted(false);
    app.appliance.findings.report(report::waiting());
}

/// Watches for as long as it is polled.
pub(super) async fn keep(app: App) {
    let hosts = hosts(&app);
    keep_with(app, Dates::system(), hosts).await;
}

/// The authorities that we ask for certificates anyway, and others that have nothing to do with them.
fn hosts(app: &App) -> Vec<String> {
    let authorities = &app.appliance.authorities;
    let asked_anyway = std::iter::once(&authorities.main).chain(&authorities.second);
    let asked_anyway = asked_anyway.map(|authority| authority.production.url.clone());
    asked_anyway.chain(OTHERS.map(ToOwned::to_owned)).collect()
}

/// The same with other hosts to ask, as stories need it.
pub async fn keep_with(app: App, dates: Dates, hosts: Vec<String>) {
    let clock = app.clock.clone();
    let mut watcher = Watcher::new(app);
    loop {
        let evidence = watcher.evidence().await;
        watcher.act(judge(&evidence), &evidence).await;
        if !watcher.begins_to_ask() {
            watcher.news().await;
            continue;
        }
        tokio::select! {
            offsets = dates.ask(&hosts, &clock) => watcher.hear(&offsets),
            () = watcher.news() => {}
        }
    }
}

/// In other hands and other houses than any authority.
const OTHERS: [&str; 2] = ["https://desec.io/", "https://www.debian.org/"];
