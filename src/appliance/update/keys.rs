//! Whose updates are taken: the keys of those who make Nichoir, the current one and the next.
//!
//! They lie where only the system's administrator can write; no configuration and nobody on the network
//! leads here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::VerifyingKey;

use crate::appliance::system::System;

/// One key a line, in base64; `#` begins a remark.
const FILE: &str = "/usr/lib/nichoir/update-keys";

/// The keys. None where nobody put any: then no update is taken.
pub(super) fn read(system: &System) -> Vec<VerifyingKey> {
    let text = system.text(FILE).unwrap_or_default();
    text.lines().filter_map(|line| key(line.split('#').next()?.trim())).collect()
}

fn key(text: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = STANDARD.decode(text).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}
