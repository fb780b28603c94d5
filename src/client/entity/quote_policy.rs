//! Who may quote, by Mastodon's names.

use crate::store::quotes::QuotePolicy;

/// The name in the API.
pub(in crate::client) fn name(policy: QuotePolicy) -> &'static str {
    match policy {
        QuotePolicy::Public => "public",
        QuotePolicy::Followers => "followers",
        QuotePolicy::Nobody => "nobody",
    }
}

/// The policy with this name.
pub(in crate::client) fn read(name: &str) -> Option<QuotePolicy> {
    match name {
        "public" => Some(QuotePolicy::Public),
        "followers" => Some(QuotePolicy::Followers),
        "nobody" => Some(QuotePolicy::Nobody),
        _ => None,
    }
}
