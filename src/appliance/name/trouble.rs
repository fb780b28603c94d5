//! Why a DNS provider did not do what we asked, in the few kinds for which the owner does different things.

use std::fmt;
use std::time::Duration;

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::error::{Error, Kind};
use crate::locale::Locale;
use crate::net::NetError;

/// What went wrong, with the details for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It does not know our key or token.
    Key(String),
    /// It knows us, but the name is not ours to change there.
    NotAllowed(String),
    /// Our time is not trusted yet, so nobody was asked.
    Untimely,
    /// Its clock and ours differ.
    Clock,
    /// It cannot be reached, or is out of order.
    Away(String),
    /// It wants us to wait.
    Busy(Duration),
    /// What it answered makes no sense, or is not from it.
    Odd(String),
    /// It has no such thing, whoever asks.
    Unable,
}

impl Trouble {
    /// For the checklist.
    pub fn finding(&self, host: &str) -> Finding {
        let mood = match self {
            Self::Untimely => Mood::Waiting,
            Self::Busy(_) => Mood::Note,
            _ => Mood::Bad,
        };
        let finding = Finding::new(Topic::Name, mood, self.code());
        finding.with("host", &host).with("detail", &self.detail())
    }

    /// The sentence and what to do, for the person who has just typed the key.
    pub fn say(&self, locale: Locale, host: &str) -> String {
        let finding = self.finding(host);
        let action = finding.action(locale).unwrap_or_default();
        format!("{} {action}", finding.sentence(locale)).trim_end().to_owned()
    }

    /// The same as an error about `host`, in English.
    pub(super) fn error(self, host: &str) -> Error {
        let kind = match self {
            Self::Key(_) | Self::NotAllowed(_) | Self::Unable => Kind::Invalid,
            Self::Busy(_) | Self::Untimely | Self::Clock => Kind::Busy,
            Self::Away(_) | Self::Odd(_) => Kind::Upstream,
        };
        Error::new(kind, self.say(Locale::En, host)).caused_by(self)
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Key(_) => "name-key",
            Self::NotAllowed(_) => "name-not-allowed",
            Self::Untimely => "name-untimely",
            Self::Clock => "name-clock",
            Self::Away(_) => "name-away",
            Self::Busy(_) => "name-busy",
            Self::Odd(_) => "name-odd",
            Self::Unable => "name-unable",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Key(detail)
            | Self::NotAllowed(detail)
            | Self::Away(detail)
            | Self::Odd(detail) => detail.clone(),
            Self::Busy(wait) => wait.as_secs().to_string(),
            Self::Untimely | Self::Clock | Self::Unable => String::new(),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Trouble {}

impl From<NetError> for Trouble {
    fn from(cause: NetError) -> Self {
        match cause {
            NetError::Unreachable(..) | NetError::Busy => Self::Away(cause.to_string()),
            NetError::Refused(_) | NetError::TooLarge | NetError::Protocol(_) => {
                Self::Odd(cause.to_string())
            }
        }
    }
}
