//! What is wrong with what somebody typed about their DNS provider.

use std::fmt;

use crate::error::Error;
use crate::locale::Locale;

/// What is wrong, and with which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// There is no such kind of provider, or it has no such field.
    Unknown(String),
    /// It must be filled in.
    Missing(&'static str),
    /// It is too long, or more than a line.
    NotALine(&'static str),
    /// It is no name as DNS has them.
    NotAName(&'static str),
    /// A key comes in base64.
    NotBase64,
    /// We can sign in a few ways only.
    Algorithm(String),
    /// It is no id of a zone.
    NotAnId,
    /// It is no URL.
    NotAUrl(&'static str),
}

impl Unfit {
    /// One sentence.
    pub(super) fn say(&self, locale: Locale) -> String {
        let (key, value) = self.parts();
        locale.say_with(&format!("dns-form-{key}"), "value", value)
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Unknown(word) => ("unknown", word),
            Self::Missing(field) => ("missing", field),
            Self::NotALine(field) => ("line", field),
            Self::NotAName(field) => ("name", field),
            Self::NotBase64 => ("base64", ""),
            Self::Algorithm(known) => ("algorithm", known),
            Self::NotAnId => ("id", ""),
            Self::NotAUrl(field) => ("url", field),
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parts().0)
    }
}

impl std::error::Error for Unfit {}

impl From<Unfit> for Error {
    fn from(unfit: Unfit) -> Self {
        Self::invalid(unfit.say(Locale::En)).caused_by(unfit)
    }
}
