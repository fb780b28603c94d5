//! Which network is spoken to: the home's.
//!
//! Interfaces are chosen by name, not by kind: a board's `eth0` is a virtual one inside a container, and
//! is the home network there all the same.

use mdns_sd::{IfKind, IfPredicate, MDNS_PORT, ServiceDaemon};

/// Where we speak mDNS. Cheap to clone.
#[derive(Clone, Copy, Debug)]
pub struct Air {
    port: u16,
    loopback: bool,
}

impl Air {
    /// All interfaces of the home network; RFC 6762's port.
    pub fn home() -> Self {
        Self { port: MDNS_PORT, loopback: false }
    }

    /// Only this machine, on a port of its own: for stories. No configuration leads here.
    pub fn loopback(port: u16) -> Self {
        Self { port, loopback: true }
    }

    /// Starts to listen there. Says nothing yet.
    pub(super) fn open(self) -> mdns_sd::Result<ServiceDaemon> {
        let daemon = ServiceDaemon::new_with_port(self.port)?;
        if self.loopback {
            daemon.disable_interface(IfKind::All)?;
            daemon.enable_interface(IfKind::LoopbackV4)?;
        } else {
            let elsewhere = IfPredicate::new(|interface| {
                interface.is_loopback() || interface.is_p2p() || !is_home(&interface.name)
            });
            daemon.disable_interface(IfKind::Predicate(elsewhere))?;
        }
        Ok(daemon)
    }
}

/// Whether an interface of this name leads to the home network, not to containers, guests or tunnels.
fn is_home(name: &str) -> bool {
    !ELSEWHERE.iter().any(|prefix| name.starts_with(prefix)) && !is_of_docker(name)
}

/// Docker calls a bridge `br-` and twelve hexadecimal digits; a router's `br-lan` is a home network.
fn is_of_docker(name: &str) -> bool {
    let digits = name.strip_prefix("br-").unwrap_or_default();
    digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Containers, virtual machines, VPNs and tunnels.
const ELSEWHERE: &[&str] = &[
    "lo",
    "docker",
    "podman",
    "cni",
    "veth",
    "virbr",
    "vnet",
    "lxc",
    "lxdbr",
    "incusbr",
    "tun",
    "tap",
    "wg",
    "ppp",
    "tailscale",
    "zt",
];

#[cfg(test)]
mod tests {
    use super::is_home;

    #[test]
    fn containers_and_tunnels_are_not_the_home_network() {
        for name in ["lo", "docker0", "br-0a1b2c3d4e5f", "veth3f", "virbr0", "tun0", "wg0", "zt5u"]
        {
            assert!(!is_home(name), "{name}");
        }
        for name in ["eth0", "end0", "enp3s0", "wlan0", "br-lan", "br0", "bond0", "usb0"] {
            assert!(is_home(name), "{name}");
        }
    }
}
