//! What the checklist says about the Wi-Fi.

use super::{NAME, Strength};
use crate::appliance::finding::{Finding, Mood, Topic};

/// How the radio stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// In the network of this name.
    Joined(String, Strength),
    /// Not in any of these, although there is no cable.
    Lost(Vec<String>),
    /// Not needed: there is a cable.
    Cable,
    /// Our access point is open.
    Open,
    /// Our access point was open, and nobody came.
    GaveUp,
    /// The radio cannot be an access point.
    Unable,
}

impl Standing {
    pub(super) fn finding(&self) -> Finding {
        let finding = |mood, code| Finding::new(Topic::Wifi, mood, code);
        match self {
            Self::Joined(name, Strength::Weak) => {
                finding(Mood::Note, "wifi-joined-weak").with("name", name)
            }
            Self::Joined(name, _) => finding(Mood::Good, "wifi-joined").with("name", name),
            Self::Cable => finding(Mood::Good, "wifi-cable"),
            Self::Lost(names) if names.is_empty() => finding(Mood::Bad, "wifi-none"),
            Self::Lost(names) => finding(Mood::Bad, "wifi-lost").with("name", &names.join(", ")),
            Self::Open => finding(Mood::Waiting, "wifi-open").with("name", &NAME),
            Self::GaveUp => finding(Mood::Note, "wifi-gave-up").with("name", &NAME),
            Self::Unable => finding(Mood::Bad, "wifi-unable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn every_line_has_words_in_both_languages_and_every_red_one_something_to_do() {
        let standings = [
            Standing::Joined("Nest".into(), Strength::Strong),
            Standing::Joined("Nest".into(), Strength::Weak),
            Standing::Lost(vec!["Nest".into(), "Egg".into()]),
            Standing::Lost(Vec::new()),
            Standing::Cable,
            Standing::Open,
            Standing::GaveUp,
            Standing::Unable,
        ];
        for (finding, locale) in standings.iter().flat_map(|standing| {
            [Locale::En, Locale::Fr].map(|locale| (standing.finding(), locale))
        }) {
            let sentence = finding.sentence(locale);
            assert!(sentence.len() > 10 && !sentence.contains('$'), "{sentence}");
            assert!(finding.mood != Mood::Bad || finding.action(locale).is_some(), "{sentence}");
        }
    }
}
