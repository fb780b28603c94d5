//! Token: <https://docs.joinmastodon.org/entities/Token/>.

use serde::Serialize;

/// A token, told once.
#[derive(Serialize)]
pub(in crate::client) struct Token {
    pub(in crate::client) access_token: String,
    pub(in crate::client) token_type: &'static str,
    pub(in crate::client) scope: String,
    /// Seconds since 1970; Mastodon.py wants a whole number.
    pub(in crate::client) created_at: i64,
}
