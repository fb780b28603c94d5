//! What the checklist says about the name.

use std::net::IpAddr;

use super::pointing::{Found, Judgement, Pointing};
use super::trouble::Trouble;
use crate::appliance::addresses::Addresses;
use crate::appliance::finding::{Finding, Mood, Topic};
use crate::net::guard::is_public;

/// All that is known about the name.
pub(super) struct Situation<'a> {
    pub(super) host: &'a str,
    pub(super) ours: Addresses,
    /// Whether we change the records ourselves.
    pub(super) automatic: bool,
    /// Why the provider did not take our addresses the last time.
    pub(super) trouble: Option<&'a Trouble>,
    /// What DNS says; `None` if nobody could be asked.
    pub(super) seen: Option<(&'a Found, &'a Judgement)>,
}

/// The sentence for the checklist.
pub(super) fn finding(situation: &Situation<'_>) -> Finding {
    if let Some(trouble) = situation.trouble {
        return trouble.finding(situation.host);
    }
    let Some((found, judgement)) = situation.seen else {
        // The provider has our addresses; that we cannot look ourselves is no fault of the name.
        return about(situation, Mood::Waiting, "name-unseen");
    };
    match judgement.pointing {
        Pointing::Here => here(situation, found, judgement),
        Pointing::Unknown => about(situation, Mood::Waiting, "name-unseen"),
        Pointing::Nowhere | Pointing::Elsewhere => not_here(situation, found),
    }
}

fn here(situation: &Situation<'_>, found: &Found, judgement: &Judgement) -> Finding {
    let strange = list(&judgement.strange);
    if strange.is_empty() {
        return about(situation, Mood::Good, "name-good");
    }
    // None of them is known to be ours: where it leads only shows when somebody reaches us.
    let code = match judgement.strange.len() == found.addresses.len() {
        true => "name-perhaps",
        false => "name-also",
    };
    about(situation, Mood::Note, code).with("strange", &strange)
}

fn not_here(situation: &Situation<'_>, found: &Found) -> Finding {
    let records = records(situation.host, situation.ours);
    if let (Some(alias), true) = (&found.alias, situation.automatic) {
        return about(situation, Mood::Bad, "name-alias").with("alias", alias);
    }
    if records.is_empty() {
        return about(situation, Mood::Waiting, "name-no-address");
    }
    if situation.automatic {
        return about(situation, Mood::Waiting, "name-spreading");
    }
    let private = found.addresses.iter().all(|address| !is_public(*address));
    let code = match (found.addresses.is_empty(), private) {
        (true, _) => "name-nowhere",
        (_, true) => "name-private",
        _ => "name-elsewhere",
    };
    let finding = about(situation, Mood::Bad, code).with("records", &records);
    finding.with("found", &list(&found.addresses))
}

/// The records to paste, as most forms have their columns.
pub(super) fn records(host: &str, ours: Addresses) -> String {
    let ipv4 = ours.ipv4.map(|address| format!("{host} A {address}"));
    let ipv6 = ours.ipv6.map(|address| format!("{host} AAAA {address}"));
    ipv4.into_iter().chain(ipv6).collect::<Vec<_>>().join(" · ")
}

/// A name that no authority would ever certify.
pub(super) fn no_name(host: &str) -> Finding {
    Finding::new(Topic::Name, Mood::Bad, "name-private-use").with("host", &host)
}

fn about(situation: &Situation<'_>, mood: Mood, code: &str) -> Finding {
    Finding::new(Topic::Name, mood, code).with("host", &situation.host)
}

fn list(addresses: &[IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
