//! `CredentialAccount`: <https://docs.joinmastodon.org/entities/Account/#CredentialAccount>.

use serde::Serialize;

use super::account::{self, Account, Field};
use super::{quote_policy, visibility};
use crate::site::Site;
use crate::store::accounts::Account as Row;
use crate::store::owners::Preferences;

/// The owner's own account, with what only they see.
#[derive(Serialize)]
pub(in crate::client) struct CredentialAccount<'a> {
    #[serde(flatten)]
    account: Account<'a>,
    source: Source,
    role: Role,
}

/// The profile as typed, and defaults for new posts.
#[derive(Serialize)]
struct Source {
    privacy: &'static str,
    sensitive: bool,
    language: Option<String>,
    note: String,
    fields: Vec<Field>,
    follow_requests_count: i64,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    attribution_domains: Vec<String>,
    quote_policy: &'static str,
}

/// The owner may do everything, but there is no moderation API to do it with.
#[derive(Serialize)]
struct Role {
    id: &'static str,
    name: &'static str,
    color: &'static str,
    permissions: &'static str,
    highlighted: bool,
}

impl<'a> CredentialAccount<'a> {
    pub(in crate::client) fn build(
        row: &'a Row,
        preferences: Preferences,
        follow_requests_count: i64,
        site: &Site,
    ) -> Self {
        let source = Source {
            privacy: visibility::name(preferences.visibility),
            sensitive: preferences.sensitive,
            language: Some(preferences.language).filter(|language| !language.is_empty()),
            note: preferences.note_text,
            fields: account::fields(&preferences.fields_text_json),
            follow_requests_count,
            hide_collections: row.hides_network,
            discoverable: row.discoverable,
            indexable: row.indexable,
            quote_policy: quote_policy::name(preferences.quote_policy),
            attribution_domains: domains(&preferences.attribution_domains_json),
        };
        let role = Role { id: "0", name: "", color: "", permissions: "0", highlighted: false };
        Self { account: Account::build(row, site), source, role }
    }
}

/// Reads the store's `[domain, …]`.
pub(super) fn domains(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}
