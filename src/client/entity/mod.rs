//! Mastodon's entities, one a file, written only: names and order as in its documentation.
//!
//! Built from rows that were read before; nothing here asks the store.

pub(super) mod account;
pub(super) mod application;
pub(super) mod credential_account;
pub(super) mod emoji;
pub(super) mod instance;
pub(super) mod instance_v1;
pub(super) mod token;
pub(super) mod visibility;
