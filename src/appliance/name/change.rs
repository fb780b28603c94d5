//! What is to happen to the addresses of a name.
//!
//! A family that we know nothing about is left alone: at start the router has not spoken yet, and that
//! must not take the name down.

use std::net::{Ipv4Addr, Ipv6Addr};

/// So short, because addresses of homes change.
pub(super) const TTL_SECONDS: u32 = 60;

/// What is to happen to one kind of record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wish<T> {
    /// Nothing.
    #[default]
    Leave,
    /// This one is to be the only one.
    Set(T),
    /// There is to be none.
    Remove,
}

/// What is to happen to both kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// To the A record.
    pub(super) ipv4: Wish<Ipv4Addr>,
    /// To the AAAA record.
    pub(super) ipv6: Wish<Ipv6Addr>,
}

impl Change {
    /// Whether nothing is to happen.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl<T> Wish<T> {
    /// The same wish about something made of it.
    pub(super) fn map<U>(self, into: impl FnOnce(T) -> U) -> Wish<U> {
        match self {
            Self::Leave => Wish::Leave,
            Self::Set(value) => Wish::Set(into(value)),
            Self::Remove => Wish::Remove,
        }
    }

    /// What is to be there in the end; `None` where nothing is to happen.
    pub(super) fn values(self) -> Option<Vec<T>> {
        match self {
            Self::Leave => None,
            Self::Set(value) => Some(vec![value]),
            Self::Remove => Some(Vec::new()),
        }
    }
}
