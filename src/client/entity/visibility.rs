//! The four audiences by Mastodon's names.

use crate::store::statuses::Visibility;

/// The name in the API.
pub(in crate::client) fn name(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Unlisted => "unlisted",
        Visibility::Followers => "private",
        Visibility::Direct => "direct",
    }
}

/// The audience with this name.
pub(in crate::client) fn read(name: &str) -> Option<Visibility> {
    match name {
        "public" => Some(Visibility::Public),
        "unlisted" => Some(Visibility::Unlisted),
        "private" => Some(Visibility::Followers),
        "direct" => Some(Visibility::Direct),
        _ => None,
    }
}
