//! Stories: the whole server seen from outside.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what a test builds may fail it"
)]

mod behind_a_proxy;
mod card_update;
mod care;
mod certificates;
mod claim;
mod client_browser;
mod client_collections;
mod client_conversations;
mod client_filters;
mod client_fuzz;
mod client_limits;
mod client_lists;
mod client_mutes;
mod client_notifications;
mod client_people;
mod client_posts;
mod client_profile;
mod client_quotes;
mod client_reading;
mod client_scheduled;
mod client_search;
mod client_sign_in;
mod client_small_things;
mod client_tags;
mod client_threads;
mod client_walk;
mod clock;
mod command_line;
mod delivery;
mod discovery;
mod fetching;
mod first_visit;
mod full_disk;
mod hostile_claim;
mod hostile_consent;
mod hostile_fetch;
mod hostile_flood;
mod hostile_html;
mod hostile_origin;
mod hostile_parser;
mod hostile_signature;
mod hostile_tls;
mod hostile_visibility;
mod line;
mod listening;
mod media_cards;
mod media_memory;
mod media_remote;
mod media_serving;
mod media_upload;
mod my_box;
mod names;
mod outgoing;
mod owner_people;
mod owner_posts;
mod power_cut;
mod private_files;
mod push;
mod query_counts;
mod query_plans;
mod remote_keys;
mod reset;
mod resolving;
mod router;
mod setup;
mod store;
mod streaming;
mod support;
mod sweeping;
mod synced_first;
mod translation;
mod try_out;
mod two_nodes;
mod update;
mod web_pages;
mod wifi;
