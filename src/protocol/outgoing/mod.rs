//! Strict writers of what we send: one form per thing, fixed key order, no database types.
//!
//! Every writer borrows plain values and serialises them; `document()` adds the `@context` that a
//! top-level document needs. Nothing here reads JSON.

pub mod activity;
pub mod actor;
pub mod attachment;
pub mod collection;
pub mod context;
mod fields;
pub mod note;
pub mod poll;
pub mod quote_authorization;
pub mod tag;
mod time;
pub mod tombstone;

/// The collection of everybody, in the one form that all servers take.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

#[cfg(test)]
mod golden_tests;
