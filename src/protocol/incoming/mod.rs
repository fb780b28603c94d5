//! Lenient readers of what other servers send: a JSON value in, our idea of it out.
//!
//! They write nothing and trust nothing: who may say what is decided in `federation`. Texts are
//! bounded but raw; HTML is sanitised by `text`. A bad field loses the field, not the activity.
//! Spec: ActivityStreams 2.0, read as plain JSON; no context is ever fetched.

pub mod activity;
pub mod actor;
pub mod actor_key;
pub mod attachment;
pub mod audience;
pub mod collection;
pub mod date;
pub mod feature_authorization;
pub mod featured_collection;
pub mod field;
pub mod interaction_policy;
pub mod key_document;
pub mod object;
pub mod object_ref;
pub mod one_or_many;
pub mod poll;
pub mod quote;
pub mod quote_authorization;
pub mod readable;
pub mod tag;
pub mod tombstone;
pub mod unreadable;
pub mod uri;
pub mod webfinger;

pub use activity::{Activity, ActivityKind};
pub use actor::{Actor, ActorKind};
pub use actor_key::{ActorKey, KeyEncoding};
pub use attachment::{Attachment, AttachmentKind};
pub use audience::{Audience, Public};
pub use collection::Collection;
pub use feature_authorization::FeatureAuthorization;
pub use featured_collection::{FeaturedCollection, FeaturedItem};
pub use interaction_policy::{InteractionPolicy, Rule};
pub use object::{Object, ObjectKind};
pub use object_ref::ObjectRef;
pub use poll::{Poll, PollOption};
pub use quote_authorization::QuoteAuthorization;
pub use tag::{Emoji, Mention};
pub use tombstone::Tombstone;
pub use unreadable::Unreadable;
pub use webfinger::Jrd;

#[cfg(test)]
mod shape_tests;
#[cfg(test)]
mod wire_tests;
