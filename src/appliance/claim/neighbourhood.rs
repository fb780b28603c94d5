//! Who is in the house, and which names for us only the house knows.
//!
//! Decides who sees a box that nobody has claimed. A forwarded port or a proxy makes strangers look like
//! nobody else than themselves, so their addresses tell; a page elsewhere that points its own name at us
//! (DNS rebinding) is told by the name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::uri::Authority;
use if_addrs::{IfAddr, Interface};

/// Whether `peer` is on this machine or on a network that this machine is on.
pub fn is_in_the_house(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        peer if is_private(peer) => true,
        // Only these need a look at our own addresses.
        peer @ (IpAddr::V6(_) | IpAddr::V4(_)) => shares_a_network(peer, &interfaces()),
    }
}

/// Whether `host`, as a `Host` header has it, is a name that only the house knows: an address,
/// `localhost` or `*.local` (RFC 6761, RFC 6762), at any port.
pub fn is_a_home_name(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    if host.contains('@') {
        return false;
    }
    let name = authority.host().trim_end_matches('.').to_ascii_lowercase();
    let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&name);
    address.parse::<IpAddr>().is_ok()
        || name == "localhost"
        || name.strip_suffix(".local").is_some_and(|label| !label.is_empty())
}

fn interfaces() -> Vec<Interface> {
    if_addrs::get_if_addrs().unwrap_or_default()
}

/// RFC 1918, loopback, link-local, unique local.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unique_local(),
    }
}

/// Whether a global IPv6 address is in a /64 of ours, or one behind a carrier's NAT (RFC 6598) in a
/// network of ours. Other IPv4 addresses are strangers, even next door.
fn shares_a_network(peer: IpAddr, interfaces: &[Interface]) -> bool {
    interfaces.iter().any(|interface| match (peer, &interface.addr) {
        (IpAddr::V6(peer), IfAddr::V6(own)) => {
            !own.ip.is_loopback() && first_64(peer) == first_64(own.ip)
        }
        (IpAddr::V4(peer), IfAddr::V4(own)) => {
            is_carrier_nat(peer)
                && is_carrier_nat(own.ip)
                && peer.to_bits() & own.netmask.to_bits()
                    == own.ip.to_bits() & own.netmask.to_bits()
        }
        _ => false,
    })
}

fn first_64(address: Ipv6Addr) -> u128 {
    address.to_bits() >> 64
}

fn is_carrier_nat(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && (64..128).contains(&second)
}

#[cfg(test)]
mod tests {
    use if_addrs::{IfOperStatus, Ifv4Addr, Ifv6Addr};

    use super::*;

    fn v4(ip: &str, netmask: &str, prefixlen: u8) -> Interface {
        let addr = Ifv4Addr {
            ip: ip.parse().unwrap(),
            netmask: netmask.parse().unwrap(),
            prefixlen,
            broadcast: None,
        };
        interface(IfAddr::V4(addr))
    }

    fn v6(ip: &str) -> Interface {
        let addr = Ifv6Addr {
            ip: ip.parse().unwrap(),
            netmask: "ffff:ffff:ffff:ffff::".parse().unwrap(),
            prefixlen: 64,
            broadcast: None,
        };
        interface(IfAddr::V6(addr))
    }

    fn interface(addr: IfAddr) -> Interface {
        Interface {
            name: "eth0".into(),
            addr,
            index: Some(2),
            oper_status: IfOperStatus::Up,
            is_p2p: false,
        }
    }

    #[test]
    fn the_house_is_private_addresses() {
        for peer in [
            "127.0.0.1",
            "::1",
            "10.1.2.3",
            "172.16.0.9",
            "192.168.1.2",
            "169.254.7.7",
            "fe80::1",
            "fd12::1",
            "::ffff:192.168.1.2",
        ] {
            assert!(is_in_the_house(peer.parse().unwrap()), "{peer}");
        }
        for peer in ["8.8.8.8", "192.0.1.1", "172.32.0.1", "2001:4860::1", "::ffff:8.8.8.8"] {
            assert!(!is_in_the_house(peer.parse().unwrap()), "{peer}");
        }
    }

    #[test]
    fn our_own_global_network_is_the_house_too() {
        let own = [v6("2001:db8:77::10"), v4("192.168.77.10", "255.255.255.0", 24)];
        let shares = |peer: &str| shares_a_network(peer.parse().unwrap(), &own);
        assert!(shares("2001:db8:77::20"));
        assert!(!shares("2001:db8:78::20"));
        assert!(!shares("100.64.3.4"));
    }

    #[test]
    fn a_neighbour_behind_the_carrier_is_in_the_house_only_if_we_are_too() {
        let own = [v4("100.64.3.2", "255.255.255.0", 24)];
        let shares = |peer: &str| shares_a_network(peer.parse().unwrap(), &own);
        assert!(shares("100.64.3.4"));
        assert!(!shares("100.64.4.4"));
        assert!(!shares("8.8.8.8"));
    }

    #[test]
    fn names_that_only_the_house_knows() {
        for host in [
            "192.168.1.5",
            "192.168.1.5:8080",
            "[fd12::1]",
            "[fe80::1]:80",
            "localhost:8080",
            "nichoir.local",
            "Nichoir-2.LOCAL.",
            "nichoir.local:80",
        ] {
            assert!(is_a_home_name(host), "{host}");
        }
        for host in [
            "",
            "home.example",
            "evil.example:80",
            "local",
            ".local",
            "nichoir.local.evil.example",
            "localhost.evil.example",
            "a b.local",
            "evil.example@nichoir.local",
            "2130706433.evil",
            "fd12::1",
        ] {
            assert!(!is_a_home_name(host), "{host}");
        }
    }
}
