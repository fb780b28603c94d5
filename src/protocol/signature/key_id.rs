//! Which key ids we are willing to look at.
//!
//! Whether the host is public, blocked or ourselves is asked by `federation` before it fetches.

use url::{Origin, Url};

use super::SignatureError;

const LONGEST: usize = 2048;

/// Refuses a key id that is not a plain https address in its normal form.
///
/// One key must have one name: `HTTPS://Host`, `host:443`, `host.`, `user@host`, `/a/../b` and
/// look-alike letters would all be second names for a key, or a way past a block (hostile input 22).
pub(super) fn check(key_id: &str) -> Result<(), SignatureError> {
    match origin(key_id) {
        Some(_) => Ok(()),
        None => Err(SignatureError::KeyId),
    }
}

/// The origin of a plain https address in its normal form (FEP-fe34), or nothing if it is not one.
pub(crate) fn origin(address: &str) -> Option<Origin> {
    if address.len() > LONGEST || !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let rest = address.strip_prefix("https://").filter(|rest| !rest.contains('\\'))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let url = Url::parse(address).ok()?;
    // Equal text leaves no room for user names, ports, capitals or letters outside ASCII.
    let is_plain = url.host_str() == Some(authority) && !authority.ends_with('.');
    (is_plain && !climbs(rest)).then(|| url.origin())
}

fn climbs(rest: &str) -> bool {
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase().replace("%2e", ".");
    path.split('/').any(|segment| segment == "." || segment == "..")
}
