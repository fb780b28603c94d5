//! How the box is in one word, for those who only see its lamp or one line: from the checklist. Pure.

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::locale::Locale;

/// In the order of a box's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not known yet how it is: it waits for its time or its certificate.
    Starting,
    /// Nobody lives here yet.
    Unclaimed,
    /// All is well.
    Fine,
    /// A line of the checklist is red.
    NeedsYou,
}

impl State {
    /// Before somebody lives here all else can wait: the first visit says what is wrong.
    pub fn of(is_claimed: bool, findings: &[Finding]) -> Self {
        let waits = |it: &Finding| {
            it.mood == Mood::Waiting && matches!(it.topic, Topic::Clock | Topic::Certificate)
        };
        if !is_claimed {
            Self::Unclaimed
        } else if first_bad(findings).is_some() {
            Self::NeedsYou
        } else if findings.iter().any(waits) {
            Self::Starting
        } else {
            Self::Fine
        }
    }

    /// One sentence for `systemctl status`, in the language of the log.
    pub(super) fn sentence(self, findings: &[Finding]) -> String {
        let key = match self {
            Self::Starting => "state-starting",
            Self::Unclaimed => "state-unclaimed",
            Self::Fine => "state-fine",
            Self::NeedsYou => "state-needs-you",
        };
        let bad = first_bad(findings).filter(|_| self == Self::NeedsYou);
        let why = bad.map(|finding| finding.sentence(Locale::En)).unwrap_or_default();
        format!("{} {why}", Locale::En.say(key)).trim_end().to_owned()
    }
}

fn first_bad(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| finding.mood == Mood::Bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_says_how_the_box_is() {
        let good = Finding::new(Topic::Clock, Mood::Good, "clock-network");
        let waiting = Finding::new(Topic::Certificate, Mood::Waiting, "certificate-waiting");
        let bad = Finding::new(Topic::ReadOnly, Mood::Bad, "data-read-only");
        let findings = [good.clone(), waiting.clone(), bad];
        assert_eq!(State::of(false, &findings), State::Unclaimed);
        assert_eq!(State::of(true, &findings), State::NeedsYou);
        assert_eq!(State::of(true, &[good.clone(), waiting]), State::Starting);
        assert_eq!(State::of(true, &[good]), State::Fine);
        assert_eq!(State::of(true, &[]), State::Fine);
        let sentence = State::NeedsYou.sentence(&findings);
        assert!(sentence.contains("read-only") && !sentence.contains('…'), "{sentence}");
    }
}
