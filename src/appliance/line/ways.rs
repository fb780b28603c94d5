//! How far each way to us is open, as the router says; pure.

use serde::{Deserialize, Serialize};

use crate::appliance::router::{Mapping, Outcome, Wan};

/// Both kinds of address. A proof from outside holds as long as these stay the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ways {
    pub(super) v4: Way,
    pub(super) v6: Way,
}

/// One kind of address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    /// The line has no such address.
    None,
    /// Other homes have the same address: carrier-grade NAT.
    Shared,
    /// A second router stands before ours.
    Second,
    /// The port leads to somebody else in the house.
    Taken,
    /// The router answers, and will not.
    Refused,
    /// The router cannot be asked.
    Closed,
    /// The router says that it is open.
    Open,
}

impl Ways {
    /// As `mapping` says.
    pub(super) fn of(mapping: &Mapping) -> Self {
        Self { v4: v4(mapping), v6: way(&mapping.ipv6) }
    }

    /// Whether somebody in the house has to do something, or nobody can. That IPv6 is open does not
    /// help the many servers that have IPv4 alone, as long as IPv4 could be opened too.
    pub(super) fn are_closed(self) -> bool {
        match self.v4 {
            Way::Open => false,
            Way::Taken | Way::Refused | Way::Closed => true,
            Way::None | Way::Shared | Way::Second => self.v6 != Way::Open,
        }
    }
}

/// That a router without a public address has opened the port is of no use.
fn v4(mapping: &Mapping) -> Way {
    match mapping.wan {
        _ if mapping.home.v4.is_none() => Way::None,
        Wan::Address(address) if address.is_private() => Way::Second,
        wan if wan.is_shared() => Way::Shared,
        _ => way(&mapping.ipv4),
    }
}

fn way(outcome: &Outcome) -> Way {
    match outcome {
        Outcome::NoLine => Way::None,
        Outcome::NoRouterNeeded | Outcome::Mapped { .. } => Way::Open,
        Outcome::NoControl => Way::Closed,
        Outcome::Refused(_) => Way::Refused,
        Outcome::Taken { .. } => Way::Taken,
    }
}
