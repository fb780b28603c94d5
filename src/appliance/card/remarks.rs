//! What was written on the card and is not used: said in the log, on the checklist and by `nichoir check`.

use super::text;
use crate::appliance::finding::{Finding, Findings, Mood, Topic};
use crate::appliance::system::System;

/// For the log of the program that sorts.
pub(super) fn log(unused: &[String]) {
    for what in unused {
        let why = match what.as_str() {
            "user" | "ssh" => "nobody can log in to this machine",
            "relay" => "relays are not supported yet",
            _ => "it is not known, or its value cannot be one",
        };
        tracing::warn!("{what:?} on the card is not used: {why}");
    }
}

/// Tells the owner, where a root program has left a list for the server.
pub fn report(system: &System, findings: &Findings) {
    let Some(folder) = system.boot_folder() else { return };
    let path = folder.join("unused");
    let is_small = std::fs::metadata(&path).is_ok_and(|file| file.len() <= text::BYTES);
    let list = std::fs::read_to_string(&path).ok().filter(|_| is_small).unwrap_or_default();
    let list: Vec<_> = list.lines().filter(|line| !line.is_empty()).collect();
    if !list.is_empty() {
        let finding = Finding::new(Topic::Notes, Mood::Note, "notes-unused");
        findings.report(finding.with("list", &list.join(", ")));
    }
}
