//! What is said about the line: one finding for each of its topics; pure.

use super::brand::Brand;
use super::verdict::Verdict;
use super::ways::{Way, Ways};
use crate::appliance::finding::Finding;
use crate::appliance::finding::Mood::{Bad, Good, Note, Waiting};
use crate::appliance::finding::Topic::{Internet, Ipv4, Ipv6, Port443};
use crate::appliance::router::{Home, Mapping, Outcome, Wan};

/// Whether anything outside answers. `answered` is how the last question to a public address ended.
pub(super) fn internet(home: Option<&Home>, answered: Option<bool>) -> Finding {
    let nothing = home.is_some_and(|home| home.v4.is_none() && home.v6.is_none());
    match answered {
        _ if nothing => Finding::new(Internet, Bad, "internet-no-way"),
        Some(true) => Finding::new(Internet, Good, "internet-good"),
        Some(false) => Finding::new(Internet, Waiting, "internet-silent"),
        None if home.is_none() => Finding::new(Internet, Waiting, "internet-asking"),
        None => Finding::new(Internet, Waiting, "internet-unproven"),
    }
}

/// The kind of IPv4 line. What to do about it stands with port 443, so nothing here is red.
pub(super) fn ipv4(mapping: Option<&Mapping>) -> Finding {
    let Some(mapping) = mapping else { return Finding::new(Ipv4, Waiting, "ipv4-asking") };
    let own = mapping.ipv4 == Outcome::NoRouterNeeded;
    match (Ways::of(mapping).v4, mapping.wan) {
        (Way::None, _) => Finding::new(Ipv4, Note, "ipv4-none"),
        (Way::Second, Wan::Address(address)) => {
            Finding::new(Ipv4, Note, "ipv4-second-router").with("address", &address)
        }
        (Way::Shared, Wan::Address(address)) => {
            Finding::new(Ipv4, Note, "ipv4-shared").with("address", &address)
        }
        (Way::Shared, _) => Finding::new(Ipv4, Note, "ipv4-shared-nothing"),
        (_, Wan::Address(address)) if own => {
            Finding::new(Ipv4, Good, "ipv4-own").with("address", &address)
        }
        (_, Wan::Address(address)) => {
            Finding::new(Ipv4, Good, "ipv4-public").with("address", &address)
        }
        _ => Finding::new(Ipv4, Note, "ipv4-unknown"),
    }
}

/// Whether IPv6 leads here.
pub(super) fn ipv6(mapping: Option<&Mapping>) -> Finding {
    let Some(mapping) = mapping else { return Finding::new(Ipv6, Waiting, "ipv6-asking") };
    let Some(link) = mapping.home.v6 else { return Finding::new(Ipv6, Note, "ipv6-none") };
    let finding = match Ways::of(mapping).v6 {
        Way::Open => Finding::new(Ipv6, Good, "ipv6-open"),
        _ => Finding::new(Ipv6, Note, "ipv6-closed"),
    };
    finding.with("address", &link.address)
}

/// Whether others reach us.
pub(super) fn port443(verdict: Verdict, mapping: Option<&Mapping>) -> Finding {
    let (mood, code) = match verdict {
        Verdict::Unknown => (Waiting, "port443-asking"),
        Verdict::NoNetwork => (Waiting, "port443-no-way"),
        Verdict::WrongClock => (Waiting, "port443-clock"),
        Verdict::Open => (Good, "port443-good"),
        Verdict::NoHairpin => (Note, "port443-no-hairpin"),
        Verdict::Ipv6Only => (Note, "port443-ipv6-only"),
        Verdict::Ipv4Unproven => (Note, "port443-ipv4-unproven"),
        Verdict::Ipv4ByHand => (Note, "port443-ipv4-by-hand"),
        Verdict::Unproven => (Waiting, "port443-unproven"),
        Verdict::NoName => (Waiting, "port443-no-name"),
        Verdict::Blocked => (Bad, "port443-blocked"),
        Verdict::Stranger => (Bad, "port443-stranger"),
        Verdict::PortTaken => (Bad, "port443-taken"),
        Verdict::NoPortControl => (Bad, "port443-by-hand"),
        Verdict::Refused => (Bad, "port443-refused"),
        Verdict::Ipv6Closed => (Bad, "port443-ipv6-closed"),
        Verdict::SharedAddress => (Bad, "port443-shared"),
        Verdict::SecondRouter => (Bad, "port443-second-router"),
    };
    fill(Finding::new(Port443, mood, code), mapping)
}

/// Our addresses at home, who holds the port, and the help that fits the router.
fn fill(mut finding: Finding, mapping: Option<&Mapping>) -> Finding {
    let Some(mapping) = mapping else { return finding };
    match finding.code.as_str() {
        "port443-ipv6-closed" => match mapping.home.v6 {
            Some(link) => finding.with("address", &link.address),
            None => finding,
        },
        "port443-taken" => match &mapping.ipv4 {
            Outcome::Taken { holder: Some(holder) } => finding.with("holder", holder),
            _ => {
                finding.code.push_str("-unknown");
                finding
            }
        },
        "port443-refused" => {
            finding.code.push_str(Brand::of(&mapping.model).suffix());
            let Outcome::Refused(reason) = &mapping.ipv4 else { return at_home(finding, mapping) };
            at_home(finding, mapping).with("reason", reason)
        }
        "port443-by-hand" | "port443-ipv4-by-hand" | "port443-stranger" => {
            at_home(finding, mapping)
        }
        _ => finding,
    }
}

fn at_home(finding: Finding, mapping: &Mapping) -> Finding {
    match mapping.home.v4 {
        Some(link) => finding.with("address", &link.address),
        None => finding,
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
