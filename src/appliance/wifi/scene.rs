//! What the page and the doors know about the Wi-Fi, and what the page asks for.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{ADDRESS, Strength};

/// What goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scene {
    /// Nothing of ours: there is no radio, or it is in the home's network, or it looks for that.
    #[default]
    Quiet,
    /// Our access point is open.
    Open(Offer),
    /// The access point closes, and the network of this name is joined.
    Joining(String),
}

/// What somebody on the access point can choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The networks around, the strongest first.
    pub networks: Vec<Network>,
    /// What was tried last, and why it did not work.
    pub trouble: Option<(String, Trouble)>,
}

/// A network around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its name; at most 32 bytes, and whatever somebody has called it.
    pub name: String,
    /// Nobody needs a password.
    pub open: bool,
    /// How strong it is here.
    pub strength: Strength,
}

/// Why a network was not joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is not around.
    Missing,
    /// It did not let us in: most likely the password.
    Refused,
    /// It did not answer in time.
    Silent,
    /// It wants something that we cannot (a user name, or an old kind of lock).
    Unsupported,
    /// Something of ours.
    Broken,
}

/// What somebody has chosen.
#[derive(Clone, PartialEq, Eq)]
pub struct Order {
    /// The network.
    pub name: String,
    /// Its password; empty if it has none.
    pub password: String,
    /// It hides its name, so it cannot be seen.
    pub hidden: bool,
}

impl fmt::Debug for Order {
    /// A log is no place for a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What all share. Cheap to clone; clones share it.
#[derive(Clone)]
pub struct Wifi {
    /// What goes on.
    pub scene: Arc<watch::Sender<Scene>>,
    orders: Arc<watch::Sender<Option<Order>>>,
    visited: Arc<watch::Sender<Instant>>,
}

impl Default for Wifi {
    fn default() -> Self {
        let visited = watch::Sender::new(Instant::now());
        Self { scene: Arc::default(), orders: Arc::default(), visited: Arc::new(visited) }
    }
}

impl Wifi {
    /// Whether `peer` has come over our access point.
    pub fn is_guest(&self, peer: IpAddr) -> bool {
        let IpAddr::V4(peer) = peer.to_canonical() else { return false };
        let network = |address: std::net::Ipv4Addr| address.to_bits() >> 8;
        *self.scene.borrow() != Scene::Quiet && network(peer) == network(ADDRESS)
    }

    /// Somebody is there.
    pub fn visited(&self) {
        self.visited.send_replace(Instant::now());
    }

    /// When somebody was there last.
    pub(super) fn last_visit(&self) -> Instant {
        *self.visited.borrow()
    }

    /// Somebody has chosen; the last one counts.
    pub fn ask(&self, order: Order) {
        self.orders.send_replace(Some(order));
    }

    /// What was asked for; it is done once.
    pub(super) fn take_order(&self) -> Option<Order> {
        self.orders.send_replace(None)
    }

    /// Wakes when somebody asks.
    pub(super) fn orders(&self) -> watch::Receiver<Option<Order>> {
        self.orders.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_are_those_on_the_access_point_while_it_is_open() {
        let wifi = Wifi::default();
        let is_guest = |peer: &str| wifi.is_guest(peer.parse().unwrap());
        assert!(!is_guest("192.168.4.20"));
        wifi.scene.send_replace(Scene::Open(Offer::default()));
        assert!(is_guest("192.168.4.20") && is_guest("::ffff:192.168.4.20"));
        assert!(!is_guest("192.168.5.20") && !is_guest("fe80::1"));
    }

    #[test]
    fn an_order_is_done_once_and_not_logged() {
        let wifi = Wifi::default();
        let order = Order { name: "Nest".into(), password: "eggs and milk".into(), hidden: false };
        assert!(!format!("{order:?}").contains("eggs"));
        wifi.ask(order.clone());
        assert_eq!(wifi.take_order(), Some(order));
        assert_eq!(wifi.take_order(), None);
    }
}
