//! Over which kinds of address people outside the house have come in.
//!
//! The authority asks over IPv6 where there is any, so that its proof may say nothing about IPv4. The first
//! visitor who comes that way does.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::claim::neighbourhood::is_in_the_house;

/// Kinds of address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Families {
    /// IPv4.
    pub v4: bool,
    /// IPv6.
    pub v6: bool,
}

/// Who came since the ways to us are as they are. Cheap to clone; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Outsiders(Arc<watch::Sender<Families>>);

impl Outsiders {
    /// The authority has asked for an answer that it had asked us to prepare. It is outside even where
    /// the router makes everybody look like itself.
    pub fn authority_came_from(&self, peer: IpAddr) {
        self.note(peer);
    }

    /// Somebody has shaken hands with us. Those in the house prove nothing, not even over `own`, our
    /// address outside.
    pub fn visitor_came_from(&self, peer: IpAddr, own: Option<Ipv4Addr>) {
        let peer = peer.to_canonical();
        // Looking at the interfaces is only for kinds of address over which nobody has come yet.
        if !self.0.borrow().have(peer)
            && own.map(IpAddr::V4) != Some(peer)
            && !is_in_the_house(peer)
        {
            self.note(peer);
        }
    }

    /// The ways are others now; whoever came before proves nothing.
    pub fn forget(&self) {
        self.0.send_replace(Families::default());
    }

    /// The kinds of address that they came over.
    pub fn came(&self) -> Families {
        *self.0.borrow()
    }

    /// Wakes when somebody came over another kind of address.
    pub fn subscribe(&self) -> watch::Receiver<Families> {
        self.0.subscribe()
    }

    fn note(&self, peer: IpAddr) {
        self.0.send_if_modified(|came| {
            let known = came.have(peer);
            *came = came.and(Families::of(peer));
            !known
        });
    }
}

impl Families {
    /// The kind of `address`.
    pub fn of(address: IpAddr) -> Self {
        let v4 = address.to_canonical().is_ipv4();
        Self { v4, v6: !v4 }
    }

    /// These and those.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { v4: self.v4 || other.v4, v6: self.v6 || other.v6 }
    }

    fn have(self, address: IpAddr) -> bool {
        self.and(Self::of(address)) == self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Option<Ipv4Addr> = Some(Ipv4Addr::new(192, 0, 1, 2));

    fn after_visit_from(peer: &str) -> Families {
        let outsiders = Outsiders::default();
        outsiders.visitor_came_from(peer.parse().unwrap(), OWN);
        outsiders.came()
    }

    #[test]
    fn only_those_outside_prove_anything() {
        for inside in ["192.168.1.20", "::ffff:10.0.0.1", "127.0.0.1", "fe80::1", "192.0.1.2"] {
            assert_eq!(after_visit_from(inside), Families::default(), "{inside}");
        }
        let (v4, v6) = (Families { v4: true, v6: false }, Families { v4: false, v6: true });
        assert_eq!(after_visit_from("192.0.1.77"), v4);
        assert_eq!(after_visit_from("::ffff:192.0.1.77"), v4);
        assert_eq!(after_visit_from("2a0e:ffff::1"), v6);
    }

    #[test]
    fn the_authority_is_outside_whatever_its_address_looks_like() {
        let outsiders = Outsiders::default();
        outsiders.authority_came_from("192.168.1.1".parse().unwrap());
        assert!(outsiders.came().v4);
        outsiders.forget();
        assert_eq!(outsiders.came(), Families::default());
    }
}
