//! The resolvers that this machine uses, from `/etc/resolv.conf`.

use std::net::{IpAddr, SocketAddr};

use crate::app::App;

const FILE: &str = "/etc/resolv.conf";
const DNS: u16 = 53;
/// As many as the C library asks.
const MOST: usize = 3;

/// Where to ask. Read each time: it changes with the network.
pub(super) fn all(app: &App) -> Vec<SocketAddr> {
    match app.appliance.names.pinned_resolvers() {
        Some(pinned) => pinned.to_vec(),
        None => read(&app.appliance.system.text(FILE).unwrap_or_default()),
    }
}

fn read(text: &str) -> Vec<SocketAddr> {
    let server = |line: &str| {
        let address = line.trim().strip_prefix("nameserver")?.trim();
        Some(SocketAddr::new(address.parse::<IpAddr>().ok()?, DNS))
    };
    text.lines().filter_map(server).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_three_resolvers_are_used() {
        let text = "# made by dhcp\nsearch home\nnameserver 192.168.1.1\nnameserver\t::1\n\
                    nameserver fe80::1%eth0\nnameserver 192.0.1.2\nnameserver 192.0.1.3\n";
        let expected = ["192.168.1.1:53", "[::1]:53", "192.0.1.2:53"].map(|a| a.parse().unwrap());
        assert_eq!(read(text), expected);
        assert!(read("").is_empty());
    }
}
