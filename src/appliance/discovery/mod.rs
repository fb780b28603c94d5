//! Found by name on the home network (mDNS and DNS-SD: RFC 6762, RFC 6763).
//!
//! Says that we are here, and under which name; nothing that was heard is believed or kept. Never the only
//! way to find the box: some networks filter multicast, so pages show the address as well.

mod air;
mod announcer;
mod name;
pub mod neighbour;
mod notice;
mod standing;

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

pub use self::air::Air;
use self::announcer::{Announcer, End};
use self::name::Name;
pub use self::notice::Ports;
use self::notice::services;
use self::standing::Standing;
use crate::app::App;
use crate::appliance::wanted::Wanted;

/// Announces the node at this port of plain HTTP, and of TLS if it has that, for as long as it is polled.
pub async fn keep(app: App, http: u16, https: Option<u16>) {
    keep_in(app, Ports { http, https }, Air::home()).await;
}

/// The same on another network than the home's, as stories need it.
pub async fn keep_in(app: App, ports: Ports, air: Air) {
    let mut name = Name::first(&app.appliance.system);
    let mut wanted = app.appliance.wanted.subscribe();
    loop {
        let standing = Standing::of(&app).await;
        match Announcer::start(&air, &name, services(&standing, &name, ports)) {
            Ok(announcer) => {
                let end = tokio::select! {
                    end = announcer.watch(&app.appliance.local_name) => end,
                    () = changed(&app, &standing, &mut wanted) => End::Stale,
                };
                announcer.stop().await;
                name = after(name, &end).await;
            }
            Err(error) => {
                tracing::warn!(%error, "cannot be found by name on the home network; trying again");
                sleep(AFTER_TROUBLE).await;
            }
        }
    }
}

/// Under which name to go on.
async fn after(name: Name, end: &End) -> Name {
    match end {
        End::Stale => name,
        End::Flooded => {
            tracing::warn!(
                "some machine floods the home network with names (mDNS); {} rests for a moment",
                name.host()
            );
            sleep(AFTER_TROUBLE).await;
            name
        }
        End::Broken => {
            tracing::warn!("finding by name on the home network broke; starting it again");
            sleep(AFTER_TROUBLE).await;
            name
        }
        End::NameTaken(number) => {
            let next = name.with_number(*number);
            tracing::info!(name = next.host(), "another machine has our name; taking the next");
            sleep(next.rest()).await;
            next
        }
    }
}

/// Waits until the node stands otherwise than it did. Once it has its name for good, that is for ever.
async fn changed(app: &App, was: &Standing, wanted: &mut watch::Receiver<Option<Wanted>>) {
    loop {
        // The owner is made in a transaction of somebody else, perhaps in another process.
        let pause = match was {
            Standing::Settled { .. } => return std::future::pending().await,
            _ if wanted.borrow_and_update().is_some() => CLAIM_UNDER_WAY,
            _ => LOOK,
        };
        let _ = timeout(pause, wanted.changed()).await;
        if Standing::of(app).await != *was {
            return;
        }
    }
}

const AFTER_TROUBLE: Duration = Duration::from_secs(10);
/// `nichoir setup` may make the owner while we run.
const LOOK: Duration = Duration::from_secs(15);
/// The claim ends when the owner has a passphrase; nobody rings a bell for that.
const CLAIM_UNDER_WAY: Duration = Duration::from_secs(2);
