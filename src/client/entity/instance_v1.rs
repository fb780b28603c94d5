//! `V1::Instance`: <https://docs.joinmastodon.org/entities/V1_Instance/>. toot and Mastodon.py read it.

use serde::Serialize;
use serde_json::{Value, json};

use super::account::Account;
use super::instance::{VERSION, limits};
use crate::page::HEADER;
use crate::site::Site;

/// What this node is and can do, in the older form.
#[derive(Serialize)]
pub(in crate::client) struct InstanceV1<'a> {
    uri: String,
    title: String,
    short_description: &'static str,
    description: &'static str,
    email: &'static str,
    version: &'static str,
    urls: Value,
    stats: Value,
    thumbnail: String,
    languages: [&'static str; 2],
    registrations: bool,
    approval_required: bool,
    invites_enabled: bool,
    configuration: Value,
    contact_account: Account<'a>,
    rules: [(); 0],
}

impl<'a> InstanceV1<'a> {
    pub(in crate::client) fn build(
        account: Account<'a>,
        (statuses, hosts): (i64, i64),
        site: &Site,
    ) -> Self {
        Self {
            uri: site.handle_domain.clone(),
            title: site.handle_domain.clone(),
            short_description: "",
            description: "",
            email: "",
            version: VERSION,
            urls: json!({ "streaming_api": site.base().replacen("http", "ws", 1) }),
            stats: json!({ "user_count": 1, "status_count": statuses, "domain_count": hosts }),
            thumbnail: format!("{}{HEADER}", site.base()),
            languages: ["en", "fr"],
            registrations: false,
            approval_required: false,
            invites_enabled: false,
            configuration: limits(),
            contact_account: account,
            rules: [],
        }
    }
}
