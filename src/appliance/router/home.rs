//! Where this machine stands: its addresses at home, and the router that leads outside.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use if_addrs::{IfAddr, Interface};

use super::routes::{self, Route};
use crate::appliance::system::System;
use crate::net::guard::is_public;

/// What is found now; may change with every cable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// The way to IPv4.
    pub v4: Option<Link4>,
    /// The way to IPv6, with an address that is valid outside.
    pub v6: Option<Link6>,
}

/// Our address and the router's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link4 {
    /// Ours.
    pub address: Ipv4Addr,
    /// `None` on a dialled line.
    pub router: Option<Ipv4Addr>,
}

/// Our address and the router's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link6 {
    /// Ours; a global one that lasts.
    pub address: Ipv6Addr,
    /// Usually of the link alone.
    pub router: Option<Ipv6Addr>,
    /// The number of the interface between them.
    pub scope: u32,
}

/// Looks at the routes and the interfaces. Not by `/proc/net`: the sandbox of the service shows processes only.
pub(super) fn look(system: &System) -> Home {
    let text = |path| system.text(path).unwrap_or_default();
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let v4 = routes::default_v4(&text("/proc/self/net/route"));
    let v6 = routes::default_v6(&text("/proc/self/net/ipv6_route"));
    Home {
        v4: v4.and_then(|route| link_v4(&route, &interfaces)),
        v6: v6.and_then(|route| link_v6(&route, &text("/proc/self/net/if_inet6"))),
    }
}

/// Our address on the interface of the route; with several, the one in the router's network.
fn link_v4(route: &Route<Ipv4Addr>, interfaces: &[Interface]) -> Option<Link4> {
    let ours = interfaces.iter().filter(|found| found.name == route.interface);
    let mut ours = ours.filter_map(|found| match &found.addr {
        IfAddr::V4(ours) if !ours.is_link_local() => Some(ours),
        _ => None,
    });
    let first = ours.next()?;
    let near = |ip: Ipv4Addr, mask: Ipv4Addr| {
        route.router.is_some_and(|router| ip & mask == router & mask)
    };
    let best = [first].into_iter().chain(ours).find(|ours| near(ours.ip, ours.netmask));
    Some(Link4 { address: best.unwrap_or(first).ip, router: route.router })
}

/// An address that is valid outside and does not change by itself; one of a day if there is no other.
fn link_v6(route: &Route<Ipv6Addr>, if_inet6: &str) -> Option<Link6> {
    let found = routes::addresses_v6(if_inet6)
        .into_iter()
        .filter(|found| found.interface == route.interface && is_public(IpAddr::V6(found.address)));
    // Of several equal ones the same is taken at every look, whatever order the kernel lists them in.
    let ours = found.min_by_key(|found| (found.is_temporary, found.address))?;
    Some(Link6 { address: ours.address, router: route.router, scope: ours.scope })
}

#[cfg(test)]
mod tests {
    use if_addrs::{IfOperStatus, Ifv4Addr};

    use super::*;

    fn interface(name: &str, ip: [u8; 4]) -> Interface {
        let netmask = Ipv4Addr::new(255, 255, 255, 0);
        let addr = Ifv4Addr { ip: Ipv4Addr::from(ip), netmask, prefixlen: 24, broadcast: None };
        Interface {
            name: name.into(),
            addr: IfAddr::V4(addr),
            index: Some(2),
            oper_status: IfOperStatus::Up,
            is_p2p: false,
        }
    }

    #[test]
    fn our_address_is_the_one_in_the_network_of_the_router() {
        let route =
            Route { interface: "eth0".into(), router: Some(Ipv4Addr::new(192, 168, 77, 1)) };
        let interfaces = [
            interface("docker0", [172, 17, 0, 1]),
            interface("eth0", [169, 254, 3, 4]),
            interface("eth0", [10, 9, 9, 9]),
            interface("eth0", [192, 168, 77, 10]),
        ];
        let link = link_v4(&route, &interfaces).unwrap();
        assert_eq!(link.address, Ipv4Addr::new(192, 168, 77, 10));
        assert_eq!(link_v4(&route, &interfaces[..2]), None);
    }

    #[test]
    fn an_address_that_lasts_is_preferred_and_one_of_the_house_alone_is_none() {
        let route = Route { interface: "eth0".into(), router: "fe80::1".parse().ok() };
        let text = "fd000000000000000000000000000001 04 40 00 80     eth0\n\
                    2a0000000000000000000000000000bb 04 40 00 01     eth0\n\
                    2a0000000000000000000000000000cc 04 40 00 00     eth0\n\
                    2a0000000000000000000000000000aa 05 40 00 00     eth1\n";
        let link = link_v6(&route, text).unwrap();
        assert_eq!(link.address, "2a00::cc".parse::<Ipv6Addr>().unwrap());
        assert_eq!(link.scope, 4);
        let only_ula: String = text.lines().take(1).collect();
        assert_eq!(link_v6(&route, &only_ula), None);
    }
}
