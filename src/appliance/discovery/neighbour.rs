//! Other fediverse servers on the home network, as they say themselves.
//!
//! Anybody on the network can claim anything: what comes out here is bounded and safe to print, and no
//! more than a hint. Who a server is, only its certificate shows.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use mdns_sd::{ResolvedService, ServiceEvent};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};

use super::air::Air;
use super::notice::ACTIVITYPUB;
use crate::error::{Error, Result};

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Neighbour {
    /// The domain that it says is its own; empty if it says none that could be.
    pub domain: String,
    /// Where it is, IPv4 first.
    pub addresses: Vec<IpAddr>,
    /// The port of its service.
    pub port: u16,
    /// What it calls itself.
    pub name: String,
}

/// Listens for `patience`, and tells who answered.
///
/// # Errors
/// There is no network to listen to.
pub async fn around(air: Air, patience: Duration) -> Result<Vec<Neighbour>> {
    let deaf = |cause| Error::conflict("Cannot listen on the home network").caused_by(cause);
    let end = Instant::now() + patience;
    let daemon = air.open().map_err(deaf)?;
    let events = daemon.browse(ACTIVITYPUB).map_err(deaf)?;
    let mut found = BTreeMap::new();
    while let Ok(Ok(event)) = timeout_at(end, events.recv_async()).await {
        match event {
            ServiceEvent::ServiceResolved(service) => {
                let neighbour = read(&service);
                // Known ones may still say more about themselves.
                if found.len() < MOST || found.contains_key(&service.fullname) {
                    found.insert(service.fullname.clone(), neighbour);
                }
            }
            ServiceEvent::ServiceRemoved(_, fullname) => drop(found.remove(&fullname)),
            _ => {}
        }
    }
    // Its thread ends with the process at the latest.
    let _ = daemon.shutdown();
    let mut found: Vec<_> = found.into_values().collect();
    found.sort();
    Ok(found)
}

fn read(service: &ResolvedService) -> Neighbour {
    let addresses = service.addresses.iter().map(|address| address.to_ip_addr());
    let domain = service.get_property_val_str("domain").unwrap_or_default();
    let mut neighbour = Neighbour {
        domain: if is_domain(domain) { domain.to_lowercase() } else { String::new() },
        addresses: addresses.collect(),
        port: service.port,
        name: printable(service.fullname.trim_end_matches(ACTIVITYPUB)),
    };
    neighbour.addresses.sort_unstable();
    neighbour.addresses.truncate(ADDRESSES);
    neighbour
}

fn is_domain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    !text.is_empty() && text.len() <= DOMAIN_BYTES && text.bytes().all(plain)
}

/// Without what could move the cursor or turn the line around, and without DNS's escapes.
fn printable(text: &str) -> String {
    let text = text.trim_end_matches('.').chars().filter(|c| *c != '\\').take(NAME_CHARS);
    text.map(|c| if c.is_alphanumeric() || " .-_()'’@:".contains(c) { c } else { '?' }).collect()
}

/// No home has more.
const MOST: usize = 100;
const ADDRESSES: usize = 8;
const DOMAIN_BYTES: usize = 253;
const NAME_CHARS: usize = 63;

#[cfg(test)]
mod tests {
    use mdns_sd::ServiceInfo;

    use super::*;

    fn heard(instance: &str, domain: &str) -> Neighbour {
        let txt = [("domain", domain)];
        let info = ServiceInfo::new(
            ACTIVITYPUB,
            instance,
            "x.local.",
            "fe80::1,192.168.1.2",
            443,
            &txt[..],
        );
        read(&info.unwrap().as_resolved_service())
    }

    #[test]
    fn a_neighbour_is_shown_as_it_says() {
        let neighbour = heard("Nichoir a.example", "A.example");
        assert_eq!(neighbour.name, "Nichoir a.example");
        assert_eq!(neighbour.domain, "a.example");
        assert_eq!(neighbour.addresses[0].to_string(), "192.168.1.2");
        assert_eq!(neighbour.port, 443);
    }

    #[test]
    fn what_could_harm_a_terminal_is_not_shown() {
        let neighbour = heard("a\u{1b}[2Jb\u{202e}c\n", "evil\u{1b}]0;x\u{7}.example");
        assert_eq!(neighbour.name, "a??2Jb?c?");
        assert_eq!(neighbour.domain, "");
    }

    #[test]
    fn long_words_are_cut_or_dropped() {
        let domain = format!("{}.example", "a".repeat(240));
        assert_eq!(heard(&"x".repeat(63), &domain).name.len(), 63);
        assert_eq!(heard("x", &domain).domain.len(), 248);
        assert!(!is_domain(&"a".repeat(254)));
    }
}
