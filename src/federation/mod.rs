//! Other servers: what they send us is verified and applied, what they ask for is rendered.
//!
//! Wire words live here (actor, note, Announce); Mastodon's entities never do.

mod collection_pages;
mod endpoints;
mod knock;
mod reply;
mod viewer;
mod well_known;

pub mod activity;
pub mod answer;
pub mod apply;
pub mod ask;
pub mod asked;
pub mod audience;
pub mod backfill;
pub mod budget;
pub mod context;
pub mod deliver;
pub mod featured_collections;
pub mod fetch;
pub mod gate;
pub mod handle;
pub mod inbox;
pub mod keyring;
pub mod outbox;
pub mod post;
pub mod prove;
pub mod publish;
pub mod quote;
pub mod refreshes;
pub mod remote_account;
pub mod remote_key;
pub mod remote_status;
pub mod render;
pub mod replies;
pub mod resolve;
pub mod routes;
pub mod signer;
pub mod store_actor;
pub mod store_post;
pub mod verify;
