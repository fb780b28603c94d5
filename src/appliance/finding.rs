//! The checklist: one finding for each thing that must be well, in one sentence with one action.
//!
//! Keepers report, the checklist page and `nichoir check` show, the log tells what changed. The words are
//! in the catalogues: `finding-CODE`, and `finding-CODE-do` for what the owner can do about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::locale::Locale;

/// What can be well or not, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Whether the time is trusted.
    Clock,
    /// Whether anything outside answers.
    Internet,
    /// The kind of IPv4 line.
    Ipv4,
    /// Whether IPv6 leads here.
    Ipv6,
    /// Where the name leads.
    Name,
    /// Whether others reach us.
    Port443,
    /// Whether browsers and apps trust us.
    Certificate,
    /// Whether other servers would find the owner.
    Federation,
    /// Whether the disk has room.
    Space,
    /// Whether the card still takes what is written.
    ReadOnly,
    /// How worn the card is.
    Card,
    /// Whether the power supply is strong enough.
    Power,
    /// How hot the processor is.
    Temperature,
    /// Whether we are started anew if we hang.
    Watchdog,
    /// Which of the two systems on a card runs.
    Slot,
    /// What became of the last update.
    Update,
    /// What was written on the card and is not used.
    Notes,
    /// Whether the home's Wi-Fi was joined.
    Wifi,
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Not known yet, or under way.
    Waiting,
    /// As it should be.
    Good,
    /// It works, and there is something to know.
    Note,
    /// Somebody must do something.
    Bad,
}

/// What was found about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// About what.
    pub topic: Topic,
    /// How it is.
    pub mood: Mood,
    /// Names the sentence in the catalogues.
    pub code: String,
    /// What the sentence fills in, by name.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

impl Finding {
    /// A finding whose sentence fills in nothing.
    pub fn new(topic: Topic, mood: Mood, code: &str) -> Self {
        Self { topic, mood, code: code.to_owned(), values: BTreeMap::new() }
    }

    /// Fills in `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &str, value: &impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }

    /// What was found, in one sentence.
    pub fn sentence(&self, locale: Locale) -> String {
        self.fill(locale.say(&format!("finding-{}", self.code)))
    }

    /// What the owner can do about it; `None` where nothing needs to be done.
    pub fn action(&self, locale: Locale) -> Option<String> {
        Some(self.fill(locale.known(&format!("finding-{}-do", self.code))?))
    }

    fn fill(&self, text: &str) -> String {
        self.values.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{ ${name} }}"), value)
        })
    }
}

/// All findings. Cheap to clone; clones share them.
#[derive(Clone, Default)]
pub struct Findings(Arc<watch::Sender<BTreeMap<Topic, Finding>>>);

impl Findings {
    /// Replaces what was found about the same thing. The log says what changed.
    pub fn report(&self, finding: Finding) {
        self.0.send_if_modified(|all| {
            if all.get(&finding.topic) == Some(&finding) {
                return false;
            }
            tell(&finding);
            all.insert(finding.topic, finding);
            true
        });
    }

    /// All that is known, in the order of the list.
    pub fn all(&self) -> Vec<Finding> {
        self.0.borrow().values().cloned().collect()
    }

    /// What was found about `topic`.
    pub fn about(&self, topic: Topic) -> Option<Finding> {
        self.0.borrow().get(&topic).cloned()
    }

    /// Wakes when something changes.
    pub fn subscribe(&self) -> watch::Receiver<BTreeMap<Topic, Finding>> {
        self.0.subscribe()
    }
}

fn tell(finding: &Finding) {
    let (sentence, topic) = (finding.sentence(Locale::En), finding.topic);
    match finding.action(Locale::En).filter(|_| finding.mood == Mood::Bad) {
        Some(action) => tracing::warn!(?topic, "{sentence} {action}"),
        None => tracing::info!(?topic, "{sentence}"),
    }
}
