//! The kinds of work that survive a power cut, as plain data.
//!
//! Not how they are done: that is in [`runner`](super::runner). Every job may run twice.

use serde::{Deserialize, Serialize};

use crate::id::{
    AccountId, CollectionId, InboxId, NotificationId, OutgoingId, PushSubscriptionId, ScheduledId,
    StatusId,
};

/// A piece of work. Stored as JSON, so a variant or a field that was ever released keeps its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Apply an activity that was received and verified, but needs something fetched first.
    Receive {
        /// The activity as it came.
        json: String,
        /// URI of the actor who is known to have said it.
        actor: String,
    },
    /// Put an activity into the queues of everybody it is for.
    FanOut {
        /// The activity.
        outgoing: OutgoingId,
        /// Who gets it.
        audience: Audience,
    },
    /// Fetch a post and what it answers, up to the start of the thread.
    FetchThread {
        /// The post.
        uri: String,
    },
    /// Fetch the replies to a post.
    FetchReplies {
        /// The post.
        status: StatusId,
    },
    /// Fetch the last posts of somebody seen for the first time.
    Backfill {
        /// Who it is.
        account: AccountId,
    },
    /// Fetch a set of people that somebody recommends, if it is old, and ask those in it whether they agree (FEP-7aa9).
    ReadCollection {
        /// The set.
        collection: CollectionId,
    },
    /// Fetch a profile that has changed.
    ReadAccount {
        /// URI of the actor.
        uri: String,
    },
    /// Fetch a profile again if it is old, and check its handle.
    RefreshAccount {
        /// URI of the actor.
        uri: String,
    },
    /// Check whether the quoted author allows a quote (FEP-044f).
    VerifyQuote {
        /// The post that quotes.
        status: StatusId,
    },
    /// Tell everybody the new numbers of a poll.
    PublishPoll {
        /// The post with the poll.
        status: StatusId,
    },
    /// End a poll and tell who took part.
    ClosePoll {
        /// The post with the poll.
        status: StatusId,
    },
    /// Let somebody be heard again whose mute is over.
    EndMute {
        /// Who muted.
        account: AccountId,
        /// Who was muted.
        target: AccountId,
    },
    /// Tell an app that is not running of a notification.
    Push {
        /// Which app, and where.
        subscription: PushSubscriptionId,
        /// Of what.
        notification: NotificationId,
    },
    /// Make a post whose time has come.
    PostScheduled {
        /// Who wrote it.
        account: AccountId,
        /// Where it waits.
        scheduled: ScheduledId,
    },
    /// Throw away what nobody needs any more. Comes again by itself.
    Sweep,
}

/// Who an activity is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// The followers of this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followers_of: Option<AccountId>,
    /// These people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountId>,
    /// Everybody who got an activity about this post before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_by: Option<StatusId>,
    /// These inboxes, for people whose rows may be gone by then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inboxes: Vec<InboxId>,
}
