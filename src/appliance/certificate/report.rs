//! What the checklist says about the certificate.

use super::authorities::Directory;
use super::persist;
use super::schedule::Lifetime;
use super::trouble::NO_METHOD;
use crate::app::App;
use crate::appliance::finding::{Finding, Mood, Topic};
use crate::store::certificates::{Attempt, Outcome, Stored};

/// Characters of an authority's words; all of them are in the database.
const DETAIL: usize = 120;

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
    tell(app, failure(last, next_ms, live, records, app.clock.now_ms()));
}

fn failure(
    last: &Attempt,
    next_ms: i64,
    live: Option<&Stored>,
    records: &[String],
    now_ms: i64,
) -> Finding {
    let (mood, code) = words(last, live, !records.is_empty(), now_ms);
    let until = live.map(|live| day(live.not_after_ms)).unwrap_or_default();
    let authority = Directory { url: last.directory.clone(), binding: None }.host();
    Finding::new(Topic::Certificate, mood, code)
        .with("host", &last.host)
        .with("authority", &authority)
        .with("detail", &short(&last.detail))
        .with("next", &minute(next_ms))
        .with("until", &until)
        .with("place", &persist::name(&last.host))
        .with("records", &records.join(" | "))
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

/// Somebody else's words, in the middle of a sentence of ours.
fn short(detail: &str) -> String {
    match detail.char_indices().nth(DETAIL) {
        Some((end, _)) => format!("{}…", detail.get(..end).unwrap_or_default()),
        None => detail.trim_end_matches('.').to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    fn failed(outcome: Outcome, problem: &str) -> Attempt {
        Attempt {
            id: 1,
            host: "home.example".into(),
            directory: "https://ca.example/dir".into(),
            rehearsal: true,
            challenge: String::new(),
            started_ms: 0,
            ended_ms: Some(0),
            outcome,
            problem: problem.into(),
            detail: "their words.".into(),
            again_ms: 0,
        }
    }

    #[test]
    fn every_trouble_has_a_sentence_and_what_is_bad_has_an_action() {
        use Outcome::{Down, Early, Good, Limited, Open, Refused, Unproven};
        let problems =
            ["connection", "unauthorized", "tls", "dns", "caa", "other", NO_METHOD, "rateLimited"];
        for outcome in [Open, Good, Unproven, Limited, Refused, Down, Early] {
            for (problem, records) in problems.iter().flat_map(|p| [(p, vec![]), (p, vec!["r"])]) {
                let last = failed(outcome, problem);
                let records: Vec<_> = records.into_iter().map(str::to_owned).collect();
                let finding = failure(&last, 60_000, None, &records, 0);
                for locale in [Locale::En, Locale::Fr] {
                    let (said, action) = (finding.sentence(locale), finding.action(locale));
                    let all = format!("{said} {}", action.clone().unwrap_or_default());
                    assert!(said.len() > 20 && !all.contains("{ $"), "{all}");
                    assert_eq!(action.is_some(), finding.mood == Mood::Bad, "{}", finding.code);
                }
            }
        }
    }

    #[test]
    fn the_words_of_others_stay_short() {
        assert_eq!(short("refused."), "refused");
        assert_eq!(short(&"é".repeat(500)).chars().count(), DETAIL + 1);
    }

    #[test]
    fn times_are_written_to_the_minute() {
        assert_eq!(day(1_795_400_000_000), "2026-11-23");
        assert_eq!(minute(1_795_400_000_000), "2026-11-23 02:13 UTC");
    }
}
