//! What just became true, in plain ids, for whoever wants to know it at once.
//!
//! The store tells it after the commit (`Write::tell`). What it looks like is read by whoever shows it; an event
//! that nobody was there to hear is gone.

use crate::id::{AccountId, NotificationId, StatusId};

/// Something that is on disk now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A status has just come. Not for old ones that were fetched.
    Arrived {
        /// The status.
        status: StatusId,
        /// In whose home it is.
        homes: Vec<AccountId>,
    },
    /// A status was changed.
    Edited {
        /// The status.
        status: StatusId,
    },
    /// A status is gone.
    Deleted {
        /// The status.
        status: StatusId,
        /// In whose home it was.
        homes: Vec<AccountId>,
        /// It stood in the public timeline.
        was_public: bool,
    },
    /// Somebody of this node has a new notification.
    Notified {
        /// Who is told.
        account: AccountId,
        /// Of what.
        notification: NotificationId,
    },
    /// Somebody's filters are others now: apps read them again.
    FiltersChanged {
        /// Whose.
        account: AccountId,
    },
    /// Notifications of strangers, who had waited apart, are among the others now.
    NotificationsMerged {
        /// Whose.
        account: AccountId,
    },
    /// A token works no more.
    Revoked {
        /// SHA-256 of it.
        token: [u8; 32],
    },
}
