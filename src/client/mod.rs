//! The Mastodon-compatible API: what apps talk to.
//!
//! Never emits ActivityPub. Spec: <https://docs.joinmastodon.org/client/intro/>, and what real
//! clients were seen to do where they differ from it.

mod accounts;
mod answer;
mod apps;
mod auth;
mod body;
mod cors;
mod entity;
mod error;
mod follows;
mod instance;
mod interactions;
mod list;
mod notifications;
mod oauth;
mod page;
mod path_id;
mod polls;
mod posting;
mod profile;
mod push;
mod reports;
pub mod routes;
mod scope;
mod search;
mod secret;
mod statuses;
mod streaming;
mod timelines;
