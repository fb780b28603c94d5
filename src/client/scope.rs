//! OAuth scopes: which there are, and which covers which.
//!
//! Spec: <https://docs.joinmastodon.org/api/oauth-scopes/>.

/// The scopes that we know, the broad ones first.
pub(super) const KNOWN: &[&str] = &[
    "read",
    "write",
    "follow",
    "push",
    "profile",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
];

/// What somebody gets who asks for nothing.
pub(super) const DEFAULT: &str = "read";

/// The old `follow` scope stands for these.
const FOLLOW: &[&str] =
    &["read:blocks", "write:blocks", "read:follows", "write:follows", "read:mutes", "write:mutes"];

/// Whether what was granted (separated by spaces) allows `needed`.
pub(super) fn covers(granted: &str, needed: &str) -> bool {
    let broad = needed.split(':').next().unwrap_or(needed);
    granted.split_ascii_whitespace().any(|scope| {
        scope == needed || scope == broad || (scope == "follow" && FOLLOW.contains(&needed))
    })
}

/// Those of the wanted scopes that we know. Unknown ones are left out rather than refused: clients
/// ask for `admin:…` and for newer ones.
pub(super) fn known(wanted: &str) -> String {
    let known: Vec<_> =
        wanted.split_ascii_whitespace().filter(|scope| KNOWN.contains(scope)).collect();
    known.join(" ")
}

/// Whether all that is wanted is known and covered by what the program registered for.
pub(super) fn may_ask(registered: &str, wanted: &str) -> bool {
    wanted.split_ascii_whitespace().all(|scope| KNOWN.contains(&scope) && covers(registered, scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broad_scope_covers_its_parts_and_nothing_else() {
        assert!(covers("read write", "read:statuses"));
        assert!(covers("read:statuses", "read:statuses"));
        assert!(!covers("read:statuses", "read:accounts"));
        assert!(!covers("read:statuses", "read"));
        assert!(!covers("read", "write:statuses"));
        assert!(covers("follow", "write:follows"));
        assert!(!covers("follow", "write:statuses"));
    }

    #[test]
    fn nobody_gets_more_than_they_registered_for() {
        assert!(may_ask("read write:follows", "read:accounts write:follows"));
        assert!(!may_ask("read", "write"));
        assert!(!may_ask("read write", "admin:read"));
    }
}
