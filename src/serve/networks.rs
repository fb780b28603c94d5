//! Networks by address and prefix length, as `trusted_proxies` names them.

use std::net::IpAddr;
use std::sync::Arc;

use crate::error::{Error, Result};

/// A few networks; none of them unless somebody lists some. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Networks(Arc<[Network]>);

/// The upper `prefix` bits of `bits`. IPv4 lies within IPv6, as on the wire of a dual-stack socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    bits: u128,
    prefix: u32,
}

impl Networks {
    /// Reads addresses and networks such as `10.0.0.0/8, fd00::/8, 127.0.0.1`.
    ///
    /// # Errors
    /// Names what is neither.
    pub fn parse(text: &str) -> Result<Self> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let networks = words.map(|word| {
            read(word).ok_or_else(|| {
                let message = "is neither an address nor a network like 10.0.0.0/8";
                Error::invalid(format!("trusted_proxies: {word:?} {message}"))
            })
        });
        Ok(Self(networks.collect::<Result<_>>()?))
    }

    /// Whether `address` lies in one of them.
    pub fn contain(&self, address: IpAddr) -> bool {
        let bits = bits(address);
        self.0.iter().any(|network| (network.bits ^ bits) & mask(network.prefix) == 0)
    }
}

fn read(word: &str) -> Option<Network> {
    let (address, prefix) = match word.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (word, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.map_or(Some(longest), |prefix| prefix.parse().ok())?;
    let is_possible = prefix <= longest;
    is_possible.then(|| Network { bits: bits(address), prefix: prefix + (128 - longest) })
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn mask(prefix: u32) -> u128 {
    u128::MAX.checked_shl(128 - prefix).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(networks: &str, address: &str) -> bool {
        Networks::parse(networks).unwrap().contain(address.parse().unwrap())
    }

    #[test]
    fn an_address_lies_in_its_network() {
        assert!(contains("10.0.0.0/8", "10.255.0.1"));
        assert!(contains("10.0.0.0/8", "::ffff:10.255.0.1"));
        assert!(!contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("192.0.2.1, fd00::/8", "fd12::1"));
        assert!(contains("192.0.2.1,fd00::/8,", "192.0.2.1"));
        assert!(!contains("192.0.2.1,fd00::/8", "192.0.2.2"));
        assert!(contains("0.0.0.0/0", "203.0.113.9"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"));
        assert!(contains("::/0", "2001:db8::1"));
        assert!(!contains("", "127.0.0.1"));
    }

    #[test]
    fn what_is_no_network_is_named() {
        for wrong in ["10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "proxy", "10.0.0/8"] {
            let error = Networks::parse(&format!("127.0.0.1, {wrong}")).unwrap_err();
            assert!(error.message().contains(wrong), "{error}");
        }
    }
}
