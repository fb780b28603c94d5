//! One try to open our ports: every protocol at once, three seconds in all.

use std::net::{IpAddr, SocketAddr, SocketAddrV6};
use std::time::Duration;

use tokio::join;
use tokio::time::{Instant, timeout_at};

use super::doors::Doors;
use super::home::{Home, Link4, Link6};
use super::mapping::{Mapping, Outcome, Wan};
use super::packets::{self, LEASE, Opened, Pair};
use super::pcp::Nonce;
use super::pulse::Pulse;
use super::upnp::{self, Igd};
use crate::appliance::ports::{self, Ports};
use crate::net::Services;
use crate::net::guard::is_public;

/// All of it.
const BUDGET: Duration = Duration::from_secs(3);

/// What a try needs to know.
pub(super) struct Asker {
    pub(super) ports: Ports,
    pub(super) nonce: Nonce,
    pub(super) doors: Doors,
    pub(super) services: Services,
}

/// What came of it, and the ways to notice that it is no longer so.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) mapping: Mapping,
    pub(super) pulses: Vec<Pulse>,
    pub(super) igd: Option<Igd>,
    /// UPnP was seen to list our port, whichever way it was opened.
    pub(super) is_listed: bool,
}

impl Asker {
    /// Asks the router of `home`.
    pub(super) async fn attempt(&self, home: Home) -> Attempt {
        let end = Instant::now() + BUDGET;
        let (four, mut six) = join!(self.open_v4(home.v4, end), self.open_v6(home.v6, end));
        if let (Some(igd), Some(link)) = (&four.igd, home.v6)
            && !six.outcome.is_settled()
        {
            let ours = SocketAddrV6::new(link.address, self.ports.https, 0, 0);
            let opened = timeout_at(end, igd.open(ours, LEASE)).await;
            six.outcome = six.outcome.or_better(opened.unwrap_or(Outcome::NoControl));
        }
        let Four { opened, igd, model } = four;
        Attempt {
            mapping: Mapping {
                ipv4: opened.outcome,
                ipv6: six.outcome,
                wan: opened.wan,
                home,
                model,
            },
            pulses: opened.pulse.into_iter().chain(six.pulse).collect(),
            igd,
            is_listed: false,
        }
    }

    async fn open_v4(&self, link: Option<Link4>, end: Instant) -> Four {
        let Some(link) = link else { return Four::default() };
        if is_public(IpAddr::V4(link.address)) {
            return Four::without_router(Outcome::NoRouterNeeded, Wan::Address(link.address));
        }
        let Some(router) = link.router else {
            return Four::without_router(Outcome::NoControl, Wan::of(link.address));
        };
        let ours = IpAddr::V4(link.address);
        let pair = Pair { ours, router: SocketAddr::from((router, self.doors.packets)) };
        let (opened, igd) = join!(
            timeout_at(end, packets::open(pair, self.ports, &self.nonce)),
            timeout_at(end, upnp::find(link.address, router, &self.doors)),
        );
        let mut four = Four {
            opened: opened.unwrap_or_else(|_| Opened::silent()),
            igd: igd.unwrap_or_default(),
            model: String::new(),
        };
        self.add_upnp(&mut four, ours, end).await;
        four
    }

    /// The model, the address outside, and the ports if packets did not open them.
    async fn add_upnp(&self, four: &mut Four, ours: IpAddr, end: Instant) {
        let Four { opened, igd: Some(igd), model } = four else { return };
        let map = async {
            if opened.outcome.is_settled() {
                return Outcome::NoControl;
            }
            let at = |port| SocketAddr::new(ours, port);
            let (outcome, _) = join!(
                igd.map(ports::HTTPS, at(self.ports.https), LEASE),
                igd.map(ports::HTTP, at(self.ports.http), LEASE),
            );
            outcome
        };
        let (outcome, wan, named) = join!(
            timeout_at(end, map),
            timeout_at(end, igd.wan()),
            timeout_at(end, igd.model(&self.services)),
        );
        let outcome = outcome.unwrap_or(Outcome::NoControl);
        opened.outcome = std::mem::take(&mut opened.outcome).or_better(outcome);
        opened.wan = opened.wan.or(wan.unwrap_or_default());
        *model = named.unwrap_or_default();
    }

    async fn open_v6(&self, link: Option<Link6>, end: Instant) -> Opened {
        let Some(link) = link else { return Opened::default() };
        let Some(router) = link.router else { return Opened::silent() };
        let router = SocketAddrV6::new(router, self.doors.packets, 0, link.scope);
        let pair = Pair { ours: IpAddr::V6(link.address), router: SocketAddr::V6(router) };
        let opened = timeout_at(end, packets::open(pair, self.ports, &self.nonce)).await;
        opened.unwrap_or_else(|_| Opened::silent())
    }
}

/// What was found out about IPv4.
#[derive(Default)]
struct Four {
    opened: Opened,
    igd: Option<Igd>,
    model: String,
}

impl Four {
    fn without_router(outcome: Outcome, wan: Wan) -> Self {
        Self { opened: Opened { outcome, wan, pulse: None }, ..Self::default() }
    }
}
