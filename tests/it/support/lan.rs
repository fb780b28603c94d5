//! A home network inside this machine: mDNS over loopback, on a port of its own for each story.

use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::time::Duration;

use mdns_sd::{IfKind, Receiver, ResolvedService, ServiceDaemon, ServiceEvent};
use nichoir::app::App;
use nichoir::appliance::discovery::{Air, Ports, keep_in};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Longer than any probing takes.
const PATIENCE: Duration = Duration::from_secs(20);
const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);

/// The network.
#[derive(Clone, Copy)]
pub(crate) struct Lan {
    port: u16,
}

impl Lan {
    pub(crate) fn new() -> Self {
        // Whoever else takes the port meanwhile does not speak mDNS there.
        let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { port }
    }

    pub(crate) fn air(&self) -> Air {
        Air::loopback(self.port)
    }

    /// The node announces itself until this is aborted.
    pub(crate) fn announce(&self, app: &App, ports: Ports) -> JoinHandle<()> {
        tokio::spawn(keep_in(app.clone(), ports, self.air()))
    }

    /// Somebody who listens for services of this kind.
    pub(crate) fn phone(&self, kind: &str) -> Phone {
        let daemon = ServiceDaemon::new_with_port(self.port).unwrap();
        daemon.disable_interface(IfKind::All).unwrap();
        daemon.enable_interface(IfKind::LoopbackV4).unwrap();
        let events = daemon.browse(kind).unwrap();
        Phone { daemon, events }
    }

    /// Sends a packet to everybody.
    pub(crate) fn shout(&self, socket: &UdpSocket, packet: &[u8]) {
        // A full buffer is what a flood is about.
        let _ = socket.send_to(packet, SocketAddrV4::new(GROUP, self.port));
    }

    /// A socket to shout with. Whoever has a loopback address sends to groups over loopback.
    pub(crate) fn mouth() -> UdpSocket {
        UdpSocket::bind("127.0.0.1:0").unwrap()
    }
}

/// A responder that only listens.
pub(crate) struct Phone {
    daemon: ServiceDaemon,
    events: Receiver<ServiceEvent>,
}

impl Phone {
    /// The next service that is found and pleases `wanted`.
    pub(crate) async fn finds(
        &self,
        wanted: impl Fn(&ResolvedService) -> bool,
    ) -> Box<ResolvedService> {
        let found = async {
            loop {
                if let ServiceEvent::ServiceResolved(service) =
                    self.events.recv_async().await.unwrap()
                    && wanted(&service)
                {
                    return service;
                }
            }
        };
        timeout(PATIENCE, found).await.expect("is found")
    }

    /// Waits until a service says goodbye.
    pub(crate) async fn misses(&self) -> String {
        let missed = async {
            loop {
                if let ServiceEvent::ServiceRemoved(_, name) =
                    self.events.recv_async().await.unwrap()
                {
                    return name;
                }
            }
        };
        timeout(PATIENCE, missed).await.expect("says goodbye")
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.daemon.shutdown();
    }
}
