//! Where the wanted name leads: here or not. Judged from what DNS says and from what we know of ourselves.

use std::net::IpAddr;

use crate::appliance::addresses::Addresses;
use crate::net::guard::is_public;

/// Where the wanted name leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pointing {
    /// Not looked yet, or DNS does not answer.
    #[default]
    Unknown,
    /// To us, or to an address that may be ours: we do not know all of them.
    Here,
    /// To somebody else.
    Elsewhere,
    /// Nowhere yet.
    Nowhere,
}

/// What DNS says about a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) addresses: Vec<IpAddr>,
    /// The name is an alias (CNAME) of this one.
    pub(super) alias: Option<String>,
}

/// Where the name leads, and the addresses that speak against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) pointing: Pointing,
    /// Addresses that are not known to be ours.
    pub(super) strange: Vec<IpAddr>,
}

/// Compares what DNS says with what we are.
pub(super) fn judge(found: &Found, ours: Addresses) -> Judgement {
    let is_ours = |address: &&IpAddr| match address {
        IpAddr::V4(address) => ours.ipv4 == Some(*address),
        IpAddr::V6(address) => ours.ipv6 == Some(*address),
    };
    // It may be ours if we do not know our own of that kind. A private one is nobody's in the world.
    let may_be_ours = |address: &&IpAddr| {
        let unknown = match address {
            IpAddr::V4(_) => ours.ipv4.is_none(),
            IpAddr::V6(_) => ours.ipv6.is_none(),
        };
        unknown && is_public(**address)
    };
    let (known, others): (Vec<_>, Vec<_>) = found.addresses.iter().partition(is_ours);
    let pointing = match (found.addresses.is_empty(), known.is_empty()) {
        (true, _) => Pointing::Nowhere,
        (_, false) => Pointing::Here,
        _ if others.iter().any(|address| may_be_ours(&address)) => Pointing::Here,
        _ => Pointing::Elsewhere,
    };
    Judgement { pointing, strange: others }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(addresses: &[&str], ours: Addresses) -> (Pointing, usize) {
        let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
        let judgement = judge(&Found { addresses, alias: None }, ours);
        (judgement.pointing, judgement.strange.len())
    }

    fn both() -> Addresses {
        Addresses { ipv4: Some([192, 0, 1, 7].into()), ipv6: "2001:470::7".parse().ok() }
    }

    #[test]
    fn one_address_of_ours_is_enough_and_others_are_noted() {
        assert_eq!(at(&["192.0.1.7", "2001:470::7"], both()), (Pointing::Here, 0));
        assert_eq!(at(&["192.0.1.9", "2001:470::7"], both()), (Pointing::Here, 1));
    }

    #[test]
    fn without_addresses_the_name_leads_nowhere() {
        assert_eq!(at(&[], both()), (Pointing::Nowhere, 0));
        assert_eq!(at(&[], Addresses::default()), (Pointing::Nowhere, 0));
    }

    #[test]
    fn addresses_of_others_lead_elsewhere() {
        assert_eq!(at(&["192.0.1.9"], both()), (Pointing::Elsewhere, 1));
        assert_eq!(at(&["192.168.1.5"], Addresses::default()), (Pointing::Elsewhere, 1));
    }

    #[test]
    fn who_does_not_know_their_own_address_cannot_tell() {
        assert_eq!(at(&["192.0.1.9"], Addresses::default()), (Pointing::Here, 1));
        let only_v6 = Addresses { ipv4: None, ..both() };
        assert_eq!(at(&["192.0.1.9"], only_v6), (Pointing::Here, 1));
    }
}
