//! A line of the checklist, as pages show it.

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::locale::Locale;

/// What was found about one thing, in the reader's words.
pub(super) struct Line {
    pub(super) title: &'static str,
    pub(super) mood: Mood,
    pub(super) sentence: String,
    pub(super) action: Option<String>,
}

impl Line {
    /// What was found.
    pub(super) fn of(finding: &Finding, locale: Locale) -> Self {
        Self {
            title: locale.say(title(finding.topic)),
            mood: finding.mood,
            sentence: finding.sentence(locale),
            action: finding.action(locale),
        }
    }

    /// Nobody has looked yet; nothing where not every box has the thing.
    pub(super) fn waiting(topic: Topic, locale: Locale) -> Option<Self> {
        let title = title(topic);
        let sentence = locale.known(&format!("{title}-waiting"))?.to_owned();
        Some(Self { title: locale.say(title), mood: Mood::Waiting, sentence, action: None })
    }

    /// The key of the word for the mood.
    pub(super) fn word(&self) -> String {
        format!("mood-{}", self.mood())
    }

    /// Names the mood in the style sheet.
    pub(super) fn mood(&self) -> &'static str {
        match self.mood {
            Mood::Waiting => "waiting",
            Mood::Good => "good",
            Mood::Note => "note",
            Mood::Bad => "bad",
        }
    }
}

/// The key of the words for a thing.
fn title(topic: Topic) -> &'static str {
    match topic {
        Topic::Clock => "check-clock",
        Topic::Internet => "check-internet",
        Topic::Name => "check-name",
        Topic::Ipv4 => "check-ipv4",
        Topic::Ipv6 => "check-ipv6",
        Topic::Port443 => "check-port443",
        Topic::Certificate => "check-certificate",
        Topic::Federation => "check-federation",
        Topic::Space => "check-space",
        Topic::ReadOnly => "check-read-only",
        Topic::Card => "check-card",
        Topic::Power => "check-power",
        Topic::Temperature => "check-temperature",
        Topic::Watchdog => "check-watchdog",
        Topic::Slot => "check-slot",
        Topic::Update => "check-update",
        Topic::Notes => "check-notes",
        Topic::Wifi => "check-wifi",
    }
}
