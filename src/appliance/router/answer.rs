//! What a router may answer to a packet of ours, whichever of the two protocols it speaks; pure.

use std::net::IpAddr;

/// An answer that is one: the rest was dropped as noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer<T> {
    /// For how many seconds the router remembers what it granted.
    pub(super) epoch_s: u32,
    /// What was granted, or the result code.
    pub(super) result: Result<T, u16>,
}

/// A port that the router says is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Granted {
    /// May be another than the one that was asked for.
    pub(super) external: u16,
    pub(super) lifetime_s: u32,
    /// The address outside, where the protocol tells it.
    pub(super) wan: Option<IpAddr>,
}
