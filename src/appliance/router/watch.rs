//! Waits until the ports should be asked for again: the lease is half over, the router forgot us,
//! an address changed.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::attempt::{Asker, Attempt};
use super::home;
use super::mapping::{Mapping, Outcome, Protocol, Wan};
use super::pulse::{Beat, Pulse};
use super::upnp::Held;
use crate::appliance::ports;
use crate::appliance::system::System;

/// UPnP tells about a mapping only when asked for it by a page of XML; so less often.
const LOOKS_PER_ENTRY: u32 = 3;
/// For one question over UPnP.
const PATIENCE: Duration = Duration::from_secs(3);

/// Returns when it is time, at the latest after `longest`.
pub(super) async fn watch(
    system: &System,
    asker: &Asker,
    attempt: &mut Attempt,
    longest: Duration,
) {
    let end = Instant::now() + longest;
    let mut looks = 0_u32;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        sleep(left.min(asker.doors.look)).await;
        looks = looks.wrapping_add(1);
        if Instant::now() >= end {
            return;
        }
        if let Some(why) = trouble(system, asker, attempt, looks).await {
            return tracing::debug!(why, "asking the router again");
        }
    }
}

/// The first thing that is not as it was.
async fn trouble(
    system: &System,
    asker: &Asker,
    attempt: &mut Attempt,
    looks: u32,
) -> Option<&'static str> {
    if home::look(system) != attempt.mapping.home {
        return Some("our address or router changed");
    }
    for pulse in &mut attempt.pulses {
        match pulse.beat().await {
            Beat::Forgot => return Some("the router was restarted"),
            Beat::Silent => return Some("the router is silent"),
            Beat::Alive(wan) if is_new(wan, &attempt.mapping) => return Some("new address"),
            Beat::Alive(_) => {}
        }
    }
    upnp_trouble(asker, attempt, looks).await
}

async fn upnp_trouble(asker: &Asker, attempt: &mut Attempt, looks: u32) -> Option<&'static str> {
    let Attempt { mapping, pulses, igd: Some(igd), is_listed } = attempt else { return None };
    if !pulses.iter().any(Pulse::tells_wan) {
        let wan = timeout(PATIENCE, igd.wan()).await.unwrap_or_default();
        if is_new(wan, mapping) {
            return Some("new address");
        }
        if wan == Wan::Unknown && mapping.wan != Wan::Unknown {
            return Some("the router is silent");
        }
    }
    let Outcome::Mapped { by, .. } = mapping.ipv4 else { return None };
    if looks % LOOKS_PER_ENTRY != 1 {
        return None;
    }
    let ours = SocketAddr::new(IpAddr::V4(mapping.home.v4?.address), asker.ports.https);
    match timeout(PATIENCE, igd.holds(ports::HTTPS, ours)).await {
        Ok(Held::Ours) => *is_listed = true,
        // A firewall can be loaded anew without a restart. Not every list has what packets opened.
        Ok(Held::Lost) if *is_listed || by == Protocol::Upnp => {
            return Some("the router forgot the port");
        }
        _ => {}
    }
    None
}

fn is_new(wan: Wan, mapping: &Mapping) -> bool {
    wan != Wan::Unknown && wan != mapping.wan
}
