//! What the owner does, one verb a file. No HTTP types; the edges turn answers into theirs.
//!
//! Each verb changes the rows and queues what others are told in one transaction.

pub mod block;
pub mod block_domain;
pub mod bookmark;
pub mod delete;
pub mod draft;
pub mod edit;
pub mod favourite;
pub mod follow;
pub mod follow_requests;
pub mod list_members;
mod mentions;
pub mod mute;
pub mod mute_thread;
mod parts;
pub mod passphrase;
pub mod pin;
pub mod portrait;
pub mod post;
pub mod profile;
pub mod quotes;
pub mod read_thread;
pub mod reblog;
pub mod report;
pub mod schedule;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod throttle;
pub mod upload;
pub mod visible;
pub mod vote;
