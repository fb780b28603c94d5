//! Ports on the home's router: asked for, renewed, and asked for again when it forgets.
//!
//! PCP and NAT-PMP by packets of our own, UPnP by `igd-next`, all at once; the port outside is 443, or
//! there is none. Only after the claim. That the router says OK proves nothing, so nothing here says so.
//!
//! Nothing is given back when the node stops: a restart would take us off the internet, and what a
//! switched-off box leaves behind ends with its lease.

mod answer;
mod ask;
mod attempt;
mod doors;
mod element;
mod epoch;
mod home;
mod mapping;
mod nat_pmp;
mod packets;
mod pcp;
mod pulse;
mod routes;
mod schedule;
mod upnp;
mod watch;

use std::net::Ipv4Addr;

pub use doors::Doors;
pub use home::{Home, Link4, Link6};
pub use mapping::{Mapping, Outcome, Protocol, Wan};

use self::attempt::Asker;
use self::pcp::Nonce;
use self::schedule::Tries;
use super::Appliance;
use crate::app::App;
use crate::store::settings;

/// Where the number stands that says to a router that our mappings are ours.
const NONCE: &str = "pcp_nonce";

/// Watches for as long as it is polled.
pub(super) async fn keep(app: App) {
    keep_through(app, Doors::default()).await;
}

/// As in every box, but the router may be one that a test made.
pub async fn keep_through(app: App, doors: Doors) {
    // Before the claim nobody outside has any business here.
    let _ = app.appliance.wanted.subscribe().wait_for(Option::is_some).await;
    let (ports, services) = (app.appliance.ports, app.appliance.services.clone());
    let asker = Asker { ports, nonce: nonce(&app).await, doors, services };
    let mut tries = Tries::default();
    loop {
        let home = home::look(&app.appliance.system);
        let mut attempt = Box::pin(asker.attempt(home)).await;
        tracing::debug!(mapping = ?attempt.mapping, "asked the router");
        let told = app.appliance.mapping.borrow().clone();
        if let Some(mapping) = tries.take(told.as_ref(), &attempt.mapping) {
            tell(&app.appliance, told.as_ref(), mapping);
        }
        let wait = tries.wait(&attempt.mapping);
        watch::watch(&app.appliance.system, &asker, &mut attempt, wait).await;
    }
}

/// The same after a restart: else a router would refuse us what it granted us before.
async fn nonce(app: &App) -> Nonce {
    let stored = app.store.read(|db| settings::value(db, NONCE)).await.ok().flatten();
    if let Some(nonce) = stored.and_then(|text| hex(&text)) {
        return nonce;
    }
    let nonce: Nonce = app.random.bytes();
    let text: String = nonce.iter().map(|byte| format!("{byte:02x}")).collect();
    if let Err(error) = app.store.write(move |tx| settings::set(tx, NONCE, &text)).await {
        tracing::warn!(%error, "cannot remember what routers know us by");
    }
    nonce
}

fn hex(text: &str) -> Option<Nonce> {
    let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 24)?;
    number.to_be_bytes().last_chunk().copied()
}

fn tell(appliance: &Appliance, told: Option<&Mapping>, mapping: Mapping) {
    let moved = told.is_none_or(|told| told.home != mapping.home);
    appliance.addresses.send_if_modified(|known| {
        let was = *known;
        known.ipv4 = ipv4(known.ipv4.filter(|_| !moved), mapping.wan);
        known.ipv6 = mapping.home.v6.map(|link| link.address);
        *known != was
    });
    appliance.mapping.send_if_modified(|known| {
        let changed = known.as_ref() != Some(&mapping);
        *known = Some(mapping);
        changed
    });
}

/// A router that says nothing leaves what others found out.
fn ipv4(known: Option<Ipv4Addr>, wan: Wan) -> Option<Ipv4Addr> {
    match wan {
        Wan::Unknown => known,
        said => said.public(),
    }
}

#[cfg(test)]
#[path = "packets_tests.rs"]
mod packets_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_routers_know_us_by_survives_being_written_down() {
        assert_eq!(hex("000102030405060708090a0b"), Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
        assert_eq!(hex("ff"), None);
        assert_eq!(hex("zz0102030405060708090a0b"), None);
    }

    #[test]
    fn only_a_public_address_is_ours_and_silence_changes_nothing() {
        let known = Some(Ipv4Addr::new(192, 0, 1, 9));
        assert_eq!(ipv4(known, Wan::Unknown), known);
        assert_eq!(ipv4(known, Wan::Nothing), None);
        assert_eq!(ipv4(known, Wan::Address(Ipv4Addr::new(100, 64, 0, 2))), None);
        let new = Ipv4Addr::new(192, 0, 1, 2);
        assert_eq!(ipv4(known, Wan::Address(new)), Some(new));
    }
}
