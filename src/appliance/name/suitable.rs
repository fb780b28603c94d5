//! Whether a name can be one in the world's DNS.

use super::zone;

/// Names that mean something in a house or on a machine only (RFC 6761 and what routers use): no
/// authority certifies them, no other server finds them.
const AT_HOME: &[&str] =
    &["local", "localhost", "internal", "lan", "home", "home.arpa", "onion", "fritz.box"];

/// Whether `host` is a name that could lead here from anywhere.
pub fn is_suitable(host: &str) -> bool {
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let has_dot = zone::candidates(host).next().is_some();
    let plain = !host.contains([':', '/', '@', '[', ' ']);
    plain && has_dot && !is_address && !AT_HOME.iter().any(|zone| zone::holds(zone, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_house_and_addresses_are_no_names_of_the_world() {
        for odd in ["nichoir.local", "localhost", "box", "192.0.1.7", "2001:470::7", "a.fritz.box"]
        {
            assert!(!is_suitable(odd), "{odd}");
        }
        for good in ["home.example", "ada.dedyn.io", "local.example", "homelan.example"] {
            assert!(is_suitable(good), "{good}");
        }
    }
}
