//! Why a request to another server brought no answer. An answer with a bad status is not an error.

use std::fmt;

use super::guard::Refusal;
use crate::error::Error;

/// What went wrong on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetError {
    /// The guard does not let us go there; nothing was sent.
    Refused(Refusal),
    /// The host is not there, or not as it should be; trying later may help.
    Unreachable(Step, String),
    /// We have too many requests under way ourselves; says nothing about the host.
    Busy,
    /// The answer is larger than the caller wants.
    TooLarge,
    /// The answer is not proper HTTP, or not the HTTP we asked for.
    Protocol(String),
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Its name has no address.
    Name,
    /// No connection.
    Connect,
    /// No trust.
    Tls,
    /// No trust yet: its certificate begins later than our clock says.
    Early,
    /// The deadline for everything together passed.
    Timeout,
}

impl NetError {
    /// The host could not be reached; `cause` is for the log.
    pub(super) fn unreachable(step: Step, cause: &impl ToString) -> Self {
        Self::Unreachable(step, cause.to_string())
    }
}

impl fmt::Display for NetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Unreachable(Step::Name, cause) => write!(f, "name not found: {cause}"),
            Self::Unreachable(Step::Connect, cause) => write!(f, "no connection: {cause}"),
            Self::Unreachable(Step::Tls, cause) => write!(f, "no secure connection: {cause}"),
            Self::Unreachable(Step::Early, cause) => write!(f, "our clock is behind: {cause}"),
            Self::Unreachable(Step::Timeout, cause) => write!(f, "no answer in time{cause}"),
            Self::Busy => f.write_str("too many requests under way"),
            Self::TooLarge => f.write_str("the answer is too large"),
            Self::Protocol(cause) => write!(f, "bad answer: {cause}"),
        }
    }
}

impl std::error::Error for NetError {}

impl From<Refusal> for NetError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NetError> for Error {
    fn from(cause: NetError) -> Self {
        let error = match &cause {
            NetError::Refused(_) => Self::invalid("That address is not on the public web"),
            NetError::Busy => Self::busy("Too many requests to other servers; try again soon"),
            NetError::Unreachable(..) => Self::upstream("The other server cannot be reached"),
            NetError::TooLarge | NetError::Protocol(_) => {
                Self::upstream("The other server gave an answer that cannot be used")
            }
        };
        error.caused_by(cause)
    }
}
