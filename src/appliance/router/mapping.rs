//! What the router said about our ports. That it said OK proves nothing: see `appliance/probe.rs`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use super::home::Home;
use crate::net::guard::is_public;

/// The outcome of the last try.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Port 443 in IPv4.
    pub ipv4: Outcome,
    /// Port 443 in IPv6.
    pub ipv6: Outcome,
    /// The router's address outside.
    pub wan: Wan,
    /// Where we stood when we asked.
    pub home: Home,
    /// What the router calls itself; for help that fits it. Empty if it did not say.
    pub model: String,
}

/// What became of one port of one kind of address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// There is no way outside with this kind of address.
    #[default]
    NoLine,
    /// This machine stands on the public internet itself.
    NoRouterNeeded,
    /// The router says that the port leads to us.
    Mapped {
        /// The protocol that it was asked in.
        by: Protocol,
        /// For how long, unless we ask again.
        lease: Duration,
    },
    /// Nobody answered: the router cannot be asked, or is not allowed to listen.
    NoControl,
    /// The router will not, for this reason of its own.
    Refused(String),
    /// The port leads to somebody else, as far as known to whom.
    Taken {
        /// Their address at home.
        holder: Option<IpAddr>,
    },
}

/// The ways to ask a router.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// RFC 6887.
    Pcp,
    /// RFC 6886.
    NatPmp,
    /// UPnP Internet Gateway Device.
    Upnp,
}

/// The router's IPv4 address outside, as it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wan {
    /// It did not say.
    #[default]
    Unknown,
    /// It says that it has none that is worth a mapping: the provider shares one between homes.
    Nothing,
    /// Public or not.
    Address(Ipv4Addr),
}

impl Wan {
    /// What a router says that names an address, which may be no address at all.
    pub(super) fn of(address: Ipv4Addr) -> Self {
        if address.is_unspecified() { Self::Nothing } else { Self::Address(address) }
    }

    /// The address, if the public internet can send packets to it.
    pub fn public(self) -> Option<Ipv4Addr> {
        match self {
            Self::Address(address) if is_public(IpAddr::V4(address)) => Some(address),
            _ => None,
        }
    }

    /// Whether other homes share the line: carrier-grade NAT, or a second router before ours.
    pub fn is_shared(self) -> bool {
        self != Self::Unknown && self.public().is_none()
    }

    /// This, or `other` if this says nothing.
    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::Unknown { other } else { self }
    }
}

impl Outcome {
    /// Whether asking again soon could not make it better.
    pub(super) fn is_settled(&self) -> bool {
        matches!(self, Self::NoLine | Self::NoRouterNeeded | Self::Mapped { .. })
    }

    /// Whichever of two tries got further.
    pub(super) fn or_better(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::NoLine | Self::NoControl => 0,
            Self::Refused(_) => 1,
            Self::Taken { holder: None } => 2,
            Self::Taken { holder: Some(_) } => 3,
            Self::Mapped { .. } | Self::NoRouterNeeded => 4,
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pcp => "PCP",
            Self::NatPmp => "NAT-PMP",
            Self::Upnp => "UPnP",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_provider_or_of_a_liar_is_not_ours() {
        for text in [
            "0.0.0.0",
            "10.0.0.2",
            "100.64.0.2",
            "127.0.0.1",
            "169.254.1.1",
            "192.0.0.2",
            "192.168.1.2",
            "224.0.0.1",
            "255.255.255.255",
        ] {
            let wan = Wan::of(text.parse().unwrap());
            assert_eq!(wan.public(), None, "{text}");
            assert!(wan.is_shared(), "{text}");
        }
        assert!(!Wan::Unknown.is_shared());
        let wan = Wan::of(Ipv4Addr::new(192, 0, 1, 2));
        assert!(wan.public().is_some() && !wan.is_shared());
    }
}
