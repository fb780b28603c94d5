//! Ids of rows: 48 bits of milliseconds, 16 bits of sequence.
//!
//! They sort by time, are the SQLite row id, and look like the decimal strings that Mastodon clients
//! expect. Not the ids of ActivityPub objects, which are URIs.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::ParseIntError;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::Clock;

/// The id of a row of kind `T`; `T` is only a name that keeps ids of different tables apart.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

/// Names of the kinds of rows.
pub mod of {
    /// A person, here or elsewhere.
    #[derive(Debug)]
    pub enum Account {}
    /// A post or a reblog.
    #[derive(Debug)]
    pub enum Status {}
    /// A picture, film or sound of a status.
    #[derive(Debug)]
    pub enum Attachment {}
    /// Something the owner is told about.
    #[derive(Debug)]
    pub enum Notification {}
    /// A follow, asked for or accepted.
    #[derive(Debug)]
    pub enum Follow {}
    /// A registered client program.
    #[derive(Debug)]
    pub enum OauthApp {}
    /// A rendered activity on its way out.
    #[derive(Debug)]
    pub enum Outgoing {}
    /// Another server.
    #[derive(Debug)]
    pub enum Host {}
    /// An address that activities are posted to.
    #[derive(Debug)]
    pub enum Inbox {}
    /// One activity for one inbox.
    #[derive(Debug)]
    pub enum Delivery {}
    /// A piece of work in the queue.
    #[derive(Debug)]
    pub enum Job {}
    /// A list of people.
    #[derive(Debug)]
    pub enum List {}
    /// A stranger who waits to be let in.
    #[derive(Debug)]
    pub enum NotificationRequest {}
    /// A thread of direct posts.
    #[derive(Debug)]
    pub enum Conversation {}
    /// Something that somebody does not want to see.
    #[derive(Debug)]
    pub enum Filter {}
    /// A word of a filter.
    #[derive(Debug)]
    pub enum FilterKeyword {}
    /// A post of a filter.
    #[derive(Debug)]
    pub enum FilterStatus {}
    /// A post that is to be made later.
    #[derive(Debug)]
    pub enum Scheduled {}
    /// A hashtag on a profile.
    #[derive(Debug)]
    pub enum FeaturedTag {}
    /// A set of people whom somebody recommends.
    #[derive(Debug)]
    pub enum Collection {}
    /// Somebody in such a set.
    #[derive(Debug)]
    pub enum CollectionItem {}
    /// Where an app wants to be told while it is not running.
    #[derive(Debug)]
    pub enum PushSubscription {}
}

/// Id of an account.
pub type AccountId = Id<of::Account>;
/// Id of a status.
pub type StatusId = Id<of::Status>;
/// Id of a media attachment.
pub type AttachmentId = Id<of::Attachment>;
/// Id of a notification.
pub type NotificationId = Id<of::Notification>;
/// Id of a follow.
pub type FollowId = Id<of::Follow>;
/// Id of an OAuth app.
pub type OauthAppId = Id<of::OauthApp>;
/// Id of an outgoing activity.
pub type OutgoingId = Id<of::Outgoing>;
/// Id of another server.
pub type HostId = Id<of::Host>;
/// Id of an inbox.
pub type InboxId = Id<of::Inbox>;
/// Id of a delivery.
pub type DeliveryId = Id<of::Delivery>;
/// Id of a job.
pub type JobId = Id<of::Job>;
/// Id of a list.
pub type ListId = Id<of::List>;
/// Id of a stranger who waits to be let in.
pub type NotificationRequestId = Id<of::NotificationRequest>;
/// Id of a thread of direct posts.
pub type ConversationId = Id<of::Conversation>;
/// Id of a filter.
pub type FilterId = Id<of::Filter>;
/// Id of a word of a filter.
pub type FilterKeywordId = Id<of::FilterKeyword>;
/// Id of a post of a filter.
pub type FilterStatusId = Id<of::FilterStatus>;
/// Id of a post that is to be made later.
pub type ScheduledId = Id<of::Scheduled>;
/// Id of a hashtag on a profile.
pub type FeaturedTagId = Id<of::FeaturedTag>;
/// Id of a set of people whom somebody recommends.
pub type CollectionId = Id<of::Collection>;
/// Id of somebody in such a set.
pub type CollectionItemId = Id<of::CollectionItem>;
/// Id of a push subscription; small, because Tusky reads 32 bits.
pub type PushSubscriptionId = Id<of::PushSubscription>;

impl<T> Id<T> {
    /// Higher than every id.
    pub const MAX: Self = Self::new(i64::MAX);
    /// Lower than every id.
    pub const MIN: Self = Self::new(0);

    /// The id with this number.
    pub const fn new(number: i64) -> Self {
        Self(number, PhantomData)
    }

    /// The number behind the id.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The lowest id that could be made at `ms` since 1970.
    pub const fn first_at(ms: i64) -> Self {
        Self::new(ms << SEQUENCE_BITS)
    }

    /// When it was made, in milliseconds since 1970.
    pub const fn created_ms(self) -> i64 {
        self.0 >> SEQUENCE_BITS
    }
}

/// Makes ids that never repeat and never go back, even if the clock does. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ids {
    clock: Clock,
    last: Arc<AtomicI64>,
}

impl Ids {
    /// Ids after this clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock, last: Arc::new(AtomicI64::new(0)) }
    }

    /// The next id.
    pub fn next<T>(&self) -> Id<T> {
        let floor = self.clock.now_ms().max(0) << SEQUENCE_BITS;
        let step = |last: i64| Some(floor.max(last.saturating_add(1)));
        let before = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
        Id::new(floor.max(before.unwrap_or(0).saturating_add(1)))
    }

    /// An id for something that another server published at `published_ms`, clamped to now, so that
    /// it sorts among ours. The sequence comes from the URI: the same object gets the same id.
    pub fn at<T>(&self, published_ms: i64, uri: &str) -> Id<T> {
        let ms = published_ms.clamp(0, self.clock.now_ms().max(0));
        Id::new((ms << SEQUENCE_BITS) | i64::from(fold(uri)))
    }
}

/// FNV-1a folded to 16 bits: spreads, nothing more.
fn fold(text: &str) -> u16 {
    let hash = text
        .bytes()
        .fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = hash.to_le_bytes();
    u16::from_le_bytes([a ^ c, b ^ d])
}

const SEQUENCE_BITS: u32 = 16;

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> FromStr for Id<T> {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::new)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_when_the_clock_steps_back() {
        let clock = Clock::set_to(1_000_000);
        let ids = Ids::new(clock.clone());
        let first: StatusId = ids.next();
        clock.advance_ms(-5_000);
        let second: StatusId = ids.next();
        assert!(second > first);
        assert_eq!(first.created_ms(), 1_000_000);
    }

    #[test]
    fn a_remote_object_from_the_future_is_dated_now() {
        let ids = Ids::new(Clock::set_to(1_000_000));
        let id: StatusId = ids.at(i64::MAX, "https://a.example/1");
        assert_eq!(id.created_ms(), 1_000_000);
        assert_eq!(id, ids.at(2_000_000, "https://a.example/1"));
    }
}
