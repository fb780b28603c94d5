//! How we prove that the host is ours, and what is tried next: pure decisions.
//!
//! TLS-ALPN-01 first, because it needs the one port that everything else needs too.

use instant_acme::ChallengeType;

use super::persist;
use crate::store::certificates::{Attempt, Outcome};

/// A kind of challenge that we can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// On port 443, inside TLS (RFC 8737).
    TlsAlpn,
    /// A page on port 80 (RFC 8555 §8.3).
    Http,
    /// A record that we write into DNS each time (RFC 8555 §8.4).
    Dns,
    /// A record that the owner wrote into DNS once.
    Persist,
}

/// What the way to us allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Means {
    /// The name leads to us, so that the authority can knock.
    pub(super) knock: bool,
    /// We can write into DNS.
    pub(super) write_dns: bool,
    /// The owner wrote into DNS who we are.
    pub(super) standing: bool,
}

/// All, the most useful first: what also shows that others can reach us.
const ALL: &[Method] = &[Method::TlsAlpn, Method::Http, Method::Dns, Method::Persist];

impl Method {
    /// As the authority calls it.
    pub(super) fn kind(self) -> ChallengeType {
        match self {
            Self::TlsAlpn => ChallengeType::TlsAlpn01,
            Self::Http => ChallengeType::Http01,
            Self::Dns => ChallengeType::Dns01,
            Self::Persist => ChallengeType::Unknown(persist::KIND.into()),
        }
    }

    /// As the registry of RFC 8555 §9.7.8 and our rows call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::TlsAlpn => "tls-alpn-01",
            Self::Http => "http-01",
            Self::Dns => "dns-01",
            Self::Persist => persist::KIND,
        }
    }

    /// Whether the authority knocks at our door, so that its verdict is about how we are reached.
    pub(super) fn knocks(self) -> bool {
        matches!(self, Self::TlsAlpn | Self::Http)
    }

    fn is_possible(self, means: Means) -> bool {
        match self {
            Self::TlsAlpn | Self::Http => means.knock,
            Self::Dns => means.write_dns,
            Self::Persist => means.standing,
        }
    }
}

/// What can be tried, in order: what worked last, then what was never tried, then what failed the longest
/// ago. After a failure the record that the owner wrote for that very case comes before other new ways.
/// `history` has the newest first.
pub(super) fn order(history: &[Attempt], host: &str, means: Means) -> Vec<Method> {
    let unproven = |a: &Attempt| a.host == host && a.outcome == Outcome::Unproven;
    let failed_before = history.iter().any(unproven);
    let mut methods: Vec<_> = ALL.iter().copied().filter(|m| m.is_possible(means)).collect();
    // Sorting is stable: equals stay in the order of usefulness.
    methods.sort_by_key(|method| {
        let last = history.iter().find(|attempt| {
            let decided = matches!(attempt.outcome, Outcome::Good | Outcome::Unproven);
            decided && attempt.host == host && attempt.challenge == method.name()
        });
        match last {
            Some(good) if good.outcome == Outcome::Good => (0, 0),
            None if *method == Method::Persist && failed_before => (1, 0),
            None => (2, 0),
            Some(failed) => (3, failed.started_ms),
        }
    });
    methods
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYTHING: Means = Means { knock: true, write_dns: true, standing: true };

    fn tried(method: Method, at_ms: i64, outcome: Outcome) -> Attempt {
        Attempt {
            id: at_ms,
            host: "home.example".into(),
            directory: String::new(),
            rehearsal: true,
            challenge: method.name().into(),
            started_ms: at_ms,
            ended_ms: Some(at_ms),
            outcome,
            problem: String::new(),
            detail: String::new(),
            again_ms: 0,
        }
    }

    fn first(history: &[Attempt], means: Means) -> Option<Method> {
        order(history, "home.example", means).first().copied()
    }

    #[test]
    fn each_failure_leads_to_the_next_way_and_then_round_again() {
        let mut history = Vec::new();
        let mut seen = Vec::new();
        for at_ms in 0..5 {
            let method = first(&history, EVERYTHING).unwrap();
            seen.push(method);
            history.insert(0, tried(method, at_ms, Outcome::Unproven));
        }
        use Method::{Dns, Http, Persist, TlsAlpn};
        assert_eq!(seen, [TlsAlpn, Persist, Http, Dns, TlsAlpn]);
        let without = Means { standing: false, ..EVERYTHING };
        assert_eq!(order(&history[4..], "home.example", without), [Http, Dns, TlsAlpn]);
    }

    #[test]
    fn what_worked_is_used_again() {
        let history =
            [tried(Method::Http, 2, Outcome::Good), tried(Method::TlsAlpn, 1, Outcome::Unproven)];
        assert_eq!(first(&history, EVERYTHING), Some(Method::Http));
    }

    #[test]
    fn an_authority_that_is_down_says_nothing_about_the_way() {
        let history = [tried(Method::TlsAlpn, 1, Outcome::Down)];
        assert_eq!(first(&history, EVERYTHING), Some(Method::TlsAlpn));
    }

    #[test]
    fn only_what_is_possible_is_tried() {
        let only_dns = Means { knock: false, write_dns: true, standing: false };
        assert_eq!(order(&[], "home.example", only_dns), [Method::Dns]);
        let none = Means { knock: false, write_dns: false, standing: false };
        assert_eq!(order(&[], "home.example", none), []);
    }

    #[test]
    fn the_names_are_those_of_the_registry() {
        assert_eq!(
            ALL.iter().map(|m| m.name()).collect::<Vec<_>>(),
            ["tls-alpn-01", "http-01", "dns-01", "dns-persist-01"]
        );
    }
}
