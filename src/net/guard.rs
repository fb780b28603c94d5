//! May we go there? Decides about URLs and addresses that somebody else supplied.
//!
//! Pure: looks nothing up. `resolver.rs` asks it about each address that a name resolves to.
//! Spec: the IANA special-purpose address registries (RFC 6890, RFC 8190), RFC 6761 for names.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Why a URL is not for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not a URL, or one longer than [`URL_BYTES`].
    NotAUrl,
    /// Not `https:`.
    Scheme,
    /// A port other than 443.
    Port,
    /// A name or password before the host.
    UserInfo,
    /// A host name that is not part of the public DNS, or written to look like another.
    Name,
    /// An address that is not public, or an unusual way to write one.
    Address,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAUrl => "not a URL",
            Self::Scheme => "not https",
            Self::Port => "not port 443",
            Self::UserInfo => "has a user name",
            Self::Name => "not a public host name",
            Self::Address => "not a public address",
        })
    }
}

/// Longest URL that we take from others; ids in the wild stay far below.
pub const URL_BYTES: usize = 2048;

/// Reads a URL that somebody else supplied.
///
/// # Errors
/// What [`check`] refuses, and hosts in a spelling that only looks like something else.
pub fn parse(text: &str) -> Result<Url, Refusal> {
    if text.len() > URL_BYTES || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Refusal::NotAUrl);
    }
    let url = Url::parse(text).map_err(|_| Refusal::NotAUrl)?;
    check(&url)?;
    // `https://3221225985/` and `https://0300.0.1.1/` are 192.0.1.1 for the URL parser. Nobody honest
    // writes that.
    if let Some(Host::Ipv4(address)) = url.host()
        && !text.contains(&address.to_string())
    {
        return Err(Refusal::Address);
    }
    Ok(url)
}

/// Whether we may ask this URL for anything; names are still to be resolved and checked again.
///
/// # Errors
/// The first reason against it.
pub fn check(url: &Url) -> Result<(), Refusal> {
    if url.scheme() != "https" {
        return Err(Refusal::Scheme);
    }
    if url.port().is_some() {
        return Err(Refusal::Port);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInfo);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_public_name(name) => Ok(()),
        Some(Host::Ipv4(address)) if is_public(IpAddr::V4(address)) => Ok(()),
        Some(Host::Ipv6(address)) if is_public(IpAddr::V6(address)) => Ok(()),
        Some(Host::Domain(_)) => Err(Refusal::Name),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Err(Refusal::Address),
        None => Err(Refusal::NotAUrl),
    }
}

/// Names of one label are of the home network; a final dot makes two names of one host.
fn is_public_name(name: &str) -> bool {
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    let elsewhere = ["", "localhost", "local", "onion", "internal"].contains(&last);
    !elsewhere && name != "home.arpa" && !name.ends_with(".home.arpa")
}

/// Whether packets to `address` leave the home network for the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|network| network.holds(address)),
        IpAddr::V6(address) => {
            GLOBAL_V6.holds(address) && !SPECIAL_V6.iter().any(|network| network.holds(address))
        }
    }
}

struct V4(Ipv4Addr, u32);
struct V6(Ipv6Addr, u32);

impl V4 {
    fn holds(&self, address: Ipv4Addr) -> bool {
        (self.0.to_bits() ^ address.to_bits()).leading_zeros() >= self.1
    }
}

impl V6 {
    fn holds(&self, address: Ipv6Addr) -> bool {
        (self.0.to_bits() ^ address.to_bits()).leading_zeros() >= self.1
    }
}

const fn v4(a: u8, b: u8, c: u8, bits: u32) -> V4 {
    V4(Ipv4Addr::new(a, b, c, 0), bits)
}

const fn v6(a: u16, b: u16, bits: u32) -> V6 {
    V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), bits)
}

const SPECIAL_V4: &[V4] = &[
    v4(0, 0, 0, 8),       // this network
    v4(10, 0, 0, 8),      // private
    v4(100, 64, 0, 10),   // behind the provider's NAT
    v4(127, 0, 0, 8),     // loopback
    v4(169, 254, 0, 16),  // link-local; metadata of cloud machines
    v4(172, 16, 0, 12),   // private
    v4(192, 0, 0, 24),    // protocol assignments
    v4(192, 0, 2, 24),    // documentation
    v4(192, 88, 99, 24),  // 6to4 relays, given up
    v4(192, 168, 0, 16),  // private
    v4(198, 18, 0, 15),   // benchmarks
    v4(198, 51, 100, 24), // documentation
    v4(203, 0, 113, 24),  // documentation
    v4(224, 0, 0, 4),     // multicast
    v4(240, 0, 0, 4),     // reserved, broadcast
];

/// Everything that is routed lies in here. Outside: loopback, link-local, unique local, multicast,
/// and all forms that carry an IPv4 address in the last 32 bits (mapped, compatible, NAT64).
const GLOBAL_V6: V6 = v6(0x2000, 0, 3);

const SPECIAL_V6: &[V6] = &[
    v6(0x2001, 0, 23),     // protocol assignments, with Teredo (2001::/32)
    v6(0x2001, 0xdb8, 32), // documentation
    v6(0x2002, 0, 16),     // 6to4
    v6(0x3fff, 0, 20),     // documentation
];

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
