//! From rows to what other servers read: actors, posts, activities, collections.
//!
//! The forms are in `protocol/outgoing`; who may read what is decided by whoever calls.

pub mod activity;
pub mod actor;
pub mod collections;
pub mod note;
pub mod reblog;
pub mod stamp;
pub mod tombstone;
