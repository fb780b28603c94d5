//! Why there is no certificate: from what the authority and the network say to what it means for us.

use instant_acme::{Error, Problem};

use super::method::Method;
use super::transport::Heard;
use crate::appliance::probe::Seen;
use crate::net::{NetError, Step};
use crate::store::certificates::Outcome;

/// What went wrong with an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) outcome: Outcome,
    /// The last part of the authority's problem type, or a word of ours.
    pub(super) problem: String,
    /// In somebody's own words, cut and cleaned.
    pub(super) detail: String,
    /// How long the authority wants us to wait, in milliseconds; 0 if it did not say.
    pub(super) wait_ms: i64,
}

/// Our words, where the authority has none.
pub(super) const NO_METHOD: &str = "noMethod";
pub(super) const UNUSABLE: &str = "unusable";

const NAMESPACE: &str = "urn:ietf:params:acme:error:";
/// What is kept of other people's words.
const WORDS: usize = 400;

impl Trouble {
    pub(super) fn new(outcome: Outcome, problem: &str, detail: &str) -> Self {
        Self { outcome, problem: clean(problem, 40), detail: clean(detail, WORDS), wait_ms: 0 }
    }

    /// A request failed.
    pub(super) fn of_error(error: &Error, heard: &Heard) -> Self {
        let mut trouble = match error {
            Error::Api(problem) => of_refusal(problem, heard.status),
            Error::Other(cause) => of_transport(cause.as_ref(), heard.status),
            Error::Timeout(_) => {
                Self::new(Outcome::Down, "timeout", "It does not come to a decision")
            }
            other => Self::new(by_status(heard.status), "", &other.to_string()),
        };
        let wait = heard.wait.and_then(|wait| i64::try_from(wait.as_millis()).ok());
        trouble.wait_ms = wait.unwrap_or(0);
        trouble
    }

    /// The authority tried to see that the host is ours.
    pub(super) fn of_validation(problem: &Problem) -> Self {
        let (mut kind, detail) = words(problem);
        // pebble calls it `unauthorized` when nobody is there on port 443.
        if kind == "unauthorized" && detail.starts_with("Failed to connect") {
            kind = "connection".to_owned();
        }
        let outcome = match kind.as_str() {
            "rateLimited" => Outcome::Limited,
            "serverInternal" => Outcome::Down,
            _ => Outcome::Unproven,
        };
        Self::new(outcome, &kind, &detail)
    }

    /// What the authority saw of us, if it knocked by `method`.
    pub(super) fn seen(&self, method: Method) -> Option<Seen> {
        if self.outcome != Outcome::Unproven || !method.knocks() {
            return None;
        }
        match self.problem.as_str() {
            "connection" => Some(Seen::Nobody(self.detail.clone())),
            // The authority came to a server, but not to this one.
            "unauthorized" | "incorrectResponse" | "tls" => {
                Some(Seen::SomebodyElse(self.detail.clone()))
            }
            "dns" => Some(Seen::NoName(self.detail.clone())),
            _ => None,
        }
    }
}

/// An answer that is a problem document (RFC 8555 §6.7).
fn of_refusal(problem: &Problem, status: u16) -> Trouble {
    let (kind, detail) = words(problem);
    let outcome = match kind.as_str() {
        "rateLimited" => Outcome::Limited,
        "serverInternal" | "badNonce" => Outcome::Down,
        _ => match by_status(status) {
            Outcome::Down if (200..500).contains(&status) => Outcome::Refused,
            other => other,
        },
    };
    Trouble::new(outcome, &kind, &detail)
}

fn of_transport(cause: &(dyn std::error::Error + 'static), status: u16) -> Trouble {
    let outcome = match cause.downcast_ref() {
        Some(NetError::Unreachable(Step::Early, _)) => Outcome::Early,
        _ => by_status(status),
    };
    Trouble::new(outcome, "", &cause.to_string())
}

fn by_status(status: u16) -> Outcome {
    match status {
        429 => Outcome::Limited,
        _ => Outcome::Down,
    }
}

/// The problem that says most: one of the parts, where there are any (RFC 8555 §6.7.1).
fn words(problem: &Problem) -> (String, String) {
    let part = problem.subproblems.first();
    let kind = part.and_then(|part| part.r#type.as_deref()).or(problem.r#type.as_deref());
    let detail = part.and_then(|part| part.detail.as_deref()).or(problem.detail.as_deref());
    let kind = kind.unwrap_or_default();
    let kind = kind.strip_prefix(NAMESPACE).unwrap_or(kind);
    (kind.to_owned(), detail.unwrap_or_default().to_owned())
}

/// Goes into the log and onto a page: one line of bounded length.
fn clean(text: &str, most: usize) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect()
}

#[cfg(test)]
#[path = "trouble_tests.rs"]
mod tests;
