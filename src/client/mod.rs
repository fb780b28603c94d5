//! The Mastodon-compatible API: what apps talk to.
//!
//! Never emits ActivityPub. Spec: <https://docs.joinmastodon.org/client/intro/>, and what real
//! clients were seen to do where they differ from it.

mod accounts;
mod acquaintances;
mod answer;
mod apps;
mod auth;
mod body;
mod collections;
mod conversations;
mod cors;
mod domain_blocks;
mod entity;
mod error;
mod featured_tags;
mod filter_keywords;
mod filter_statuses;
mod filters;
mod filters_v1;
mod follows;
mod form;
mod form_token;
mod instance;
mod instance_details;
mod interactions;
mod list;
mod lists;
mod markers;
mod media;
mod mutes;
mod nothing;
mod notification_groups;
mod notification_policy;
mod notification_requests;
mod notifications;
mod oauth;
mod page;
mod path_id;
mod polls;
mod posting;
mod profile;
mod profile_form;
mod push;
mod quotes;
pub mod rate_limit;
mod reports;
pub mod routes;
mod scheduled;
mod scope;
mod search;
mod secret;
mod statuses;
mod streaming;
mod tags;
mod timelines;
mod translation;
