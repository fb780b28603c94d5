//! Which key ids we are willing to look at.
//!
//! Whether the host is public, blocked or ourselves is asked by `federation` before it fetches.

use super::SignatureError;
use crate::protocol::incoming::uri;

/// Refuses a key id that is not a plain https address in its normal form.
///
/// One key must have one name: `HTTPS://Host`, `host:443`, `host.`, `user@host`, `/a/../b` and
/// look-alike letters would all be second names for a key, or a way past a block.
pub(super) fn check(key_id: &str) -> Result<(), SignatureError> {
    let host = uri::host_of(key_id).ok_or(SignatureError::KeyId)?;
    let rest = key_id.strip_prefix("https://").ok_or(SignatureError::KeyId)?;
    let authority = rest.split(['/', '?', '#']).next();
    // Equal text leaves no room for user names, capitals or letters outside ASCII.
    let is_plain = authority == Some(host.as_str()) && !host.contains(':');
    if is_plain && key_id.is_ascii() && !climbs(rest) { Ok(()) } else { Err(SignatureError::KeyId) }
}

fn climbs(rest: &str) -> bool {
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase().replace("%2e", ".");
    path.split('/').any(|segment| segment == "." || segment == "..")
}
