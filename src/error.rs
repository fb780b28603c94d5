//! What can go wrong, in the few kinds that callers tell apart.
//!
//! Not a catalogue of causes: the message says what happened in words for people, the source is for
//! the log. Each edge turns a kind into its own form of answer.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// The result of nearly everything.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What a caller may want to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The input is wrong and will stay wrong (400, 422).
    Invalid,
    /// Nobody is signed in, or the signature does not hold (401).
    Unauthorised,
    /// Known, but not allowed (403).
    Forbidden,
    /// Not here, or not for this caller's eyes (404).
    NotFound,
    /// It was here and is gone for good (410).
    Gone,
    /// It clashes with what is already there (409).
    Conflict,
    /// Another server failed or refused us.
    Upstream,
    /// Too much at once; trying later helps (429, 503).
    Busy,
    /// Our own fault.
    Internal,
}

/// A kind, a sentence for people, and a cause for the log.
pub struct Error {
    kind: Kind,
    message: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of any kind with a sentence for people.
    pub fn new(kind: Kind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// The caller sent something wrong.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Invalid, message)
    }

    /// The caller has not shown who they are.
    pub fn unauthorised(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Unauthorised, message)
    }

    /// The caller may not do this.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Forbidden, message)
    }

    /// `noun` is not here, or not for the caller's eyes.
    pub fn not_found(noun: &str) -> Self {
        Self::new(Kind::NotFound, format!("{noun} not found"))
    }

    /// It clashes with what is already there.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Conflict, message)
    }

    /// Another server failed or refused us.
    pub fn upstream(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Upstream, message)
    }

    /// Too much at once; trying later helps.
    pub fn busy(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Busy, message)
    }

    /// Our own fault; `cause` goes to the log only.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Internal,
            message: "Something went wrong on this server".into(),
            source: Some(cause.into()),
        }
    }

    /// Adds the cause, for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(cause.into());
        self
    }

    /// What the caller may want to tell apart.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The sentence for people: safe to show to anybody.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as &(dyn StdError + 'static))
    }
}

impl From<std::io::Error> for Error {
    fn from(cause: std::io::Error) -> Self {
        Self::internal(cause)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::internal(cause)
    }
}
