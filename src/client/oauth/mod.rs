//! Signing in with an app: OAuth 2 as Mastodon clients use it.
//!
//! Authorization code with PKCE or out-of-band, and client credentials. No refresh tokens, no
//! implicit grant, no passphrase grant. Spec: RFC 6749, RFC 7636, RFC 7009, RFC 8414.

pub(super) mod authorize;
mod grant;
pub(super) mod metadata;
pub(super) mod revoke;
pub(super) mod token;
pub(super) mod userinfo;

/// The redirect URI of programs without a browser: the code is shown on a page.
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
