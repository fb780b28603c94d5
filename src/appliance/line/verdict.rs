//! What all that is known about the line comes to; pure.

use super::ways::{Way, Ways};
use crate::appliance::outsiders::Families;
use crate::appliance::probe::Seen;

/// What is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'f> {
    /// Signatures and certificates can be judged.
    pub(super) clock_is_right: bool,
    /// What the router said; `None` until it was asked.
    pub(super) ways: Option<Ways>,
    /// What was last seen from outside, since the ways are as they are.
    pub(super) seen: Option<&'f Seen>,
    /// Over which kinds of address; none if that is not known.
    pub(super) over: Families,
    /// Whether our public address works from inside; `None` if that was not tried.
    pub(super) hairpin: Option<bool>,
}

/// How it stands with port 443, which is how it stands with everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The router was not asked yet.
    Unknown,
    /// Nothing leads outside.
    NoNetwork,
    /// Nobody can prove anything until the clock is right.
    WrongClock,
    /// Others reach us.
    Open,
    /// Others reach us; our own Wi-Fi may not.
    NoHairpin,
    /// Others reach us, but only those with IPv6.
    Ipv6Only,
    /// Others reach us over IPv6; over IPv4 the router says yes, and nobody has come yet.
    Ipv4Unproven,
    /// Others reach us over IPv6; the router must be told by hand about IPv4.
    Ipv4ByHand,
    /// The router says yes; nobody outside has tried.
    Unproven,
    /// The router says yes; the name does not lead here yet.
    NoName,
    /// The router says yes, and yet nobody gets through.
    Blocked,
    /// Somebody else answers at our address.
    Stranger,
    /// The port leads to another machine in the house.
    PortTaken,
    /// The router must be told by hand.
    NoPortControl,
    /// The router will not do it for this machine.
    Refused,
    /// IPv4 is no way, and IPv6 is closed.
    Ipv6Closed,
    /// Nothing in the house can help.
    SharedAddress,
    /// The router before the router has to help.
    SecondRouter,
}

/// A proof from outside outranks whatever the router says.
pub(super) fn verdict(facts: Facts<'_>) -> Verdict {
    let Some(ways) = facts.ways else { return Verdict::Unknown };
    match facts.seen {
        Some(Seen::Us) => reached(ways, facts.over, facts.hairpin),
        _ if ways == NOTHING => Verdict::NoNetwork,
        Some(Seen::SomebodyElse(_)) if ways.v4 != Way::Taken => Verdict::Stranger,
        _ if ways.are_closed() => closed(ways),
        _ if !facts.clock_is_right => Verdict::WrongClock,
        Some(Seen::Nobody(_)) => Verdict::Blocked,
        Some(Seen::NoName(_)) => Verdict::NoName,
        Some(Seen::SomebodyElse(_)) => Verdict::Stranger,
        None => Verdict::Unproven,
    }
}

const NOTHING: Ways = Ways { v4: Way::None, v6: Way::None };

fn reached(ways: Ways, over: Families, hairpin: Option<bool>) -> Verdict {
    let has_v6 = ways.v6 != Way::None;
    if over.v4 || !has_v6 {
        // At home, IPv6 needs no way through the router.
        return if hairpin == Some(false) && !has_v6 { Verdict::NoHairpin } else { Verdict::Open };
    }
    match ways.v4 {
        Way::None | Way::Shared | Way::Second => Verdict::Ipv6Only,
        // Whoever has IPv4 alone reaches the other machine.
        Way::Taken => Verdict::PortTaken,
        Way::Refused | Way::Closed => Verdict::Ipv4ByHand,
        Way::Open => Verdict::Ipv4Unproven,
    }
}

fn closed(ways: Ways) -> Verdict {
    match (ways.v4, ways.v6) {
        (Way::Taken, _) => Verdict::PortTaken,
        (Way::Refused, _) => Verdict::Refused,
        (Way::Closed | Way::Open, _) => Verdict::NoPortControl,
        (Way::Second, Way::None) => Verdict::SecondRouter,
        (Way::Shared, Way::None) => Verdict::SharedAddress,
        (Way::None | Way::Shared | Way::Second, _) => Verdict::Ipv6Closed,
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
