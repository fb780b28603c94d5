//! What the checklist says about the certificate.

use super::authorities::Directory;
use super::persist;
use super::schedule::Lifetime;
use super::trouble::NO_METHOD;
use crate::app::App;
use crate::appliance::finding::{Finding, Mood, Topic};
use crate::store::certificates::{Attempt, Outcome, Stored};

/// It cannot be ordered yet: `code` says what it waits for.
pub(super) fn waiting(app: &App, code: &str, host: &str) {
    tell(app, Finding::new(Topic::Certificate, Mood::Waiting, code).with("host", &host));
}

/// An order is under way.
pub(super) fn ordering(app: &App, directory: &Directory, rehearsal: bool, host: &str) {
    let code = if rehearsal { "certificate-rehearsal" } else { "certificate-ordering" };
    let finding = Finding::new(Topic::Certificate, Mood::Waiting, code);
    tell(app, finding.with("authority", &directory.host()).with("host", &host));
}

/// All is well.
pub(super) fn good(app: &App, stored: &Stored) {
    let finding = Finding::new(Topic::Certificate, Mood::Good, "certificate-good");
    tell(app, finding.with("host", &stored.host).with("until", &day(stored.not_after_ms)));
}

/// The last order failed; the next one is at `next_ms`. `live` is the certificate that is still in use,
/// and `records` are what the owner can write into DNS instead.
pub(super) fn failing(
    app: &App,
    last: &Attempt,
    next_ms: i64,
    live: Option<&Stored>,
    records: &[String],
) {
    let (mood, code) = words(last, live, !records.is_empty(), app.clock.now_ms());
    let until = live.map(|live| day(live.not_after_ms)).unwrap_or_default();
    let authority = Directory { url: last.directory.clone(), binding: None }.host();
    let finding = Finding::new(Topic::Certificate, mood, code)
        .with("host", &last.host)
        .with("authority", &authority)
        .with("detail", &last.detail)
        .with("next", &minute(next_ms))
        .with("until", &until)
        .with("place", &persist::name(&last.host))
        .with("records", &records.join(" | "));
    tell(app, finding);
}

/// Which sentence, and how bad that is: only what the owner can change is bad.
fn words(
    last: &Attempt,
    live: Option<&Stored>,
    can_stand: bool,
    now_ms: i64,
) -> (Mood, &'static str) {
    let ending = live.is_some_and(|live| Lifetime::of(live).is_emergency(now_ms));
    if live.is_some() && !ending {
        return (Mood::Note, "certificate-renewal");
    }
    match (last.outcome, last.problem.as_str()) {
        (Outcome::Unproven, "connection") if can_stand => {
            (Mood::Bad, "certificate-unreached-record")
        }
        (Outcome::Unproven, "connection") => (Mood::Bad, "certificate-unreached"),
        (Outcome::Unproven, "unauthorized" | "incorrectResponse" | "tls") => {
            (Mood::Bad, "certificate-stranger")
        }
        (Outcome::Unproven, "dns") => (Mood::Bad, "certificate-nameless"),
        (Outcome::Unproven | Outcome::Refused, "caa") => (Mood::Bad, "certificate-caa"),
        (Outcome::Unproven, _) => (Mood::Bad, "certificate-unproven"),
        (Outcome::Refused, NO_METHOD) => (Mood::Bad, "certificate-no-method"),
        (Outcome::Refused, _) => (Mood::Bad, "certificate-refused"),
        (Outcome::Limited, _) => (Mood::Waiting, "certificate-limited"),
        (Outcome::Early, _) => (Mood::Waiting, "certificate-early"),
        (Outcome::Open | Outcome::Good, _) => (Mood::Waiting, "certificate-interrupted"),
        (Outcome::Down, _) => (Mood::Waiting, "certificate-down"),
    }
}

fn tell(app: &App, finding: Finding) {
    app.appliance.findings.report(finding);
}

/// `2026-12-24`
fn day(ms: i64) -> String {
    written(ms).get(..10).unwrap_or_default().to_owned()
}

/// `2026-12-24 18:05 UTC`
fn minute(ms: i64) -> String {
    let text = written(ms);
    format!("{} {} UTC", text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default())
}

fn written(ms: i64) -> String {
    crate::clock::rfc3339(ms)
}
