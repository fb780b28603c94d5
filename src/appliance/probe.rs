//! A proof from outside: the certificate authority tried to reach us under our name.
//!
//! The one source of truth about reachability. That a router said OK proves nothing.

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// What the authority saw.
    pub seen: Seen,
}

/// What the authority saw; its own words are for the log and the curious.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It reached us.
    Us,
    /// Nobody answered, or the connection was refused.
    Nobody(String),
    /// Somebody else answered, such as the router's own page.
    SomebodyElse(String),
    /// The name leads nowhere, or DNS does not answer.
    NoName(String),
}
