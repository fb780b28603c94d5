//! Other servers: what they send us is verified and applied, what they ask for is rendered.
//!
//! Wire words live here (actor, note, Announce); Mastodon's entities never do.

pub mod activity;
pub mod answer;
pub mod apply;
pub mod ask;
pub mod asked;
pub mod audience;
pub mod budget;
pub mod context;
pub mod deliver;
pub mod fetch;
pub mod handle;
mod knock;
pub mod outbox;
pub mod post;
pub mod render;
pub mod signer;
pub mod store_actor;
pub mod store_post;
