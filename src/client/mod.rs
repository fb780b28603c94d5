//! The Mastodon-compatible API: what apps talk to.
//!
//! Never emits ActivityPub. Spec: <https://docs.joinmastodon.org/client/intro/>, and what real
//! clients were seen to do where they differ from it.

mod accounts;
mod answer;
mod apps;
mod auth;
mod body;
mod entity;
mod error;
mod instance;
mod oauth;
pub mod routes;
mod scope;
mod secret;
