//! The ports that the internet asks for, and those where this node answers.

/// HTTPS. Addresses of the fediverse have no port, so there is no other.
pub const HTTPS: u16 = 443;
/// HTTP in the clear: challenges of the certificate authority, and the way to HTTPS.
pub const HTTP: u16 = 80;

/// Where this node answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// With TLS.
    pub https: u16,
    /// In the clear.
    pub http: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self { https: HTTPS, http: HTTP }
    }
}
