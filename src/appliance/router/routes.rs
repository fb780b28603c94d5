//! Default routes and IPv6 addresses as the kernel lists them in `/proc/self/net`; pure.
//!
//! Not netlink: three small texts say all that is needed, and tests can write them.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Which interface leads outside, over which router. Without one the line itself is at the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route<A> {
    pub(super) interface: String,
    pub(super) router: Option<A>,
}

/// One address of `/proc/self/net/if_inet6` that others can reach us at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address6 {
    pub(super) interface: String,
    /// The number of the interface, which link-local neighbours are asked over.
    pub(super) scope: u32,
    pub(super) address: Ipv6Addr,
    /// Changes by itself every day (RFC 8981): never for a name.
    pub(super) is_temporary: bool,
}

/// The best default route of `/proc/self/net/route`.
pub(super) fn default_v4(text: &str) -> Option<Route<Ipv4Addr>> {
    let routes = text.lines().skip(1).filter_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let [interface, destination, router, flags, _, _, metric, mask, ..] = fields.as_slice()
        else {
            return None;
        };
        let flags = u32::from_str_radix(flags, 16).ok()?;
        // The kernel prints the four bytes as one number of the machine's own byte order.
        let router = u32::from_str_radix(router, 16).ok()?.to_ne_bytes();
        let is_default = [destination, mask].iter().all(|part| **part == "00000000");
        let usable = is_default && is_usable(flags);
        let router = (flags & GATEWAY != 0).then(|| Ipv4Addr::from(router));
        let route = Route { interface: (*interface).to_owned(), router };
        usable.then_some((metric.parse::<u32>().ok()?, route))
    });
    Some(routes.min_by_key(|(metric, _)| *metric)?.1)
}

/// The best default route of `/proc/self/net/ipv6_route`.
pub(super) fn default_v6(text: &str) -> Option<Route<Ipv6Addr>> {
    let routes = text.lines().filter_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let [destination, "00", source, "00", router, metric, _, _, flags, interface] =
            fields.as_slice()
        else {
            return None;
        };
        let flags = u32::from_str_radix(flags, 16).ok()?;
        let router = Ipv6Addr::from(u128::from_str_radix(router, 16).ok()?);
        let is_default = [destination, source].iter().all(|part| part.bytes().all(|b| b == b'0'));
        let usable = is_default && is_usable(flags) && *interface != "lo";
        let router = (flags & GATEWAY != 0).then_some(router);
        let route = Route { interface: (*interface).to_owned(), router };
        usable.then_some((u32::from_str_radix(metric, 16).ok()?, route))
    });
    Some(routes.min_by_key(|(metric, _)| *metric)?.1)
}

/// The addresses of `/proc/self/net/if_inet6` that are in use and not of the link alone.
pub(super) fn addresses_v6(text: &str) -> Vec<Address6> {
    let addresses = text.lines().filter_map(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        let [address, scope, _, "00", flags, interface] = fields.as_slice() else { return None };
        let flags = u32::from_str_radix(flags, 16).ok()?;
        let address = Ipv6Addr::from(u128::from_str_radix(address, 16).ok()?);
        let found = Address6 {
            interface: (*interface).to_owned(),
            scope: u32::from_str_radix(scope, 16).ok()?,
            address,
            is_temporary: flags & TEMPORARY != 0,
        };
        (flags & UNUSABLE == 0).then_some(found)
    });
    addresses.collect()
}

fn is_usable(flags: u32) -> bool {
    flags & UP != 0 && flags & REJECT == 0
}

/// `linux/route.h`.
const UP: u32 = 0x1;
const GATEWAY: u32 = 0x2;
const REJECT: u32 = 0x200;
/// `linux/if_addr.h`.
const TEMPORARY: u32 = 0x1;
/// Failed or unfinished duplicate detection, deprecated.
const UNUSABLE: u32 = 0x08 | 0x20 | 0x40;

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
