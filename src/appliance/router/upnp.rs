//! UPnP-IGD on the home's router, and on nobody else: every answer of another machine is dropped.
//!
//! `igd-next` searches and parses; it follows no address but the one that answered, and reads at most
//! 1 MiB and 64 levels of XML. The deadlines are the caller's.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV6};
use std::time::Duration;

use hyper::Request;
use hyper::body::Bytes;
use igd_next::aio::tokio::{Tokio, search_gateway};
use igd_next::aio::{Gateway, Provider as _};
use igd_next::{
    AddPortError, GetExternalIpError, PortMappingProtocol, RequestError, SearchOptions,
};

use super::doors::Doors;
use super::element::element;
use super::mapping::{Outcome, Protocol, Wan};
use crate::net::{Family, Limits, Services};

/// Entries that are looked through for whoever holds a port.
const ENTRIES: u32 = 64;
/// A description that is longer names no model.
const DESCRIPTION: Limits = Limits { body_bytes: 256 * 1024, deadline: Duration::from_millis(800) };
/// The longest text of a router that we repeat, in characters.
const WORDS: usize = 160;
/// What the owner sees on the router's own page.
const NAME: &str = "Nichoir";

/// A router that answered.
#[derive(Clone, Debug)]
pub(super) struct Igd(Gateway<Tokio>);

/// Whether a mapping is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Ours,
    Lost,
    /// The router does not answer, or cannot say.
    Unknown,
}

/// Asks `router` itself and everybody; only the router's own answer counts. Ours is `from`.
pub(super) async fn find(from: Ipv4Addr, router: Ipv4Addr, doors: &Doors) -> Option<Igd> {
    let ask = |target| search(from, router, target, doors);
    tokio::select! {
        Some(found) = ask(Some(SocketAddr::from((router, doors.ssdp)))) => Some(found),
        Some(found) = ask(doors.multicast) => Some(found),
        else => None,
    }
}

async fn search(
    from: Ipv4Addr,
    router: Ipv4Addr,
    target: Option<SocketAddr>,
    doors: &Doors,
) -> Option<Igd> {
    let mut options = SearchOptions::default();
    options.bind_addr = SocketAddr::from((from, 0));
    options.broadcast_address = target?;
    options.timeout = Some(doors.search);
    options.single_search_timeout = Some(doors.search);
    options.allowed_gateway_ips.clone_from(&doors.trusted);
    let found = search_gateway(options).await;
    let gateway = found.inspect_err(|error| tracing::debug!(%error, "no UPnP router")).ok()?;
    // A repeater or a second router in the house may be quicker than the one that leads outside.
    (gateway.addr.ip() == IpAddr::V4(router)).then_some(Igd(gateway))
}

impl Igd {
    /// The router's address outside.
    pub(super) async fn wan(&self) -> Wan {
        match self.0.get_external_ip().await {
            Ok(IpAddr::V4(address)) => Wan::of(address),
            Ok(IpAddr::V6(_)) => Wan::Unknown,
            Err(GetExternalIpError::RequestError(RequestError::InvalidResponse(text)))
                if element(&text, "NewExternalIPAddress") == Some("") =>
            {
                Wan::Nothing
            }
            Err(error) => {
                tracing::debug!(%error, "no address outside over UPnP");
                Wan::Unknown
            }
        }
    }

    /// Maps `external` to `ours`, or says why not.
    pub(super) async fn map(&self, external: u16, ours: SocketAddr, lease: Duration) -> Outcome {
        let lease_s = u32::try_from(lease.as_secs()).unwrap_or(0);
        let mut answer = self.add(external, ours, lease_s).await;
        if matches!(answer, Err(AddPortError::OnlyPermanentLeasesSupported)) {
            answer = self.add(external, ours, 0).await;
        }
        match answer {
            Ok(()) => Outcome::Mapped { by: Protocol::Upnp, lease },
            Err(AddPortError::PortInUse) => {
                Outcome::Taken { holder: self.holder(external, ours.ip()).await }
            }
            Err(error) => Outcome::Refused(reason(&error)),
        }
    }

    async fn add(&self, external: u16, ours: SocketAddr, lease_s: u32) -> Result<(), AddPortError> {
        self.0.add_port(PortMappingProtocol::TCP, external, ours, lease_s, NAME).await
    }

    /// Opens the firewall for our IPv6 address; a router may allow that only to the address itself.
    pub(super) async fn open(&self, ours: SocketAddrV6, lease: Duration) -> Outcome {
        if self.0.ipv6_firewall().is_none() {
            return Outcome::NoControl;
        }
        let lease_s = u32::try_from(lease.as_secs()).unwrap_or(0);
        match self.0.add_pinhole(PortMappingProtocol::TCP, ours, lease_s).await {
            Ok(_) => Outcome::Mapped { by: Protocol::Upnp, lease },
            Err(error) => Outcome::Refused(reason(&error)),
        }
    }

    /// Whether `external` still leads to `ours`.
    pub(super) async fn holds(&self, external: u16, ours: SocketAddr) -> Held {
        let kind = &self.0.service_type;
        let action = format!("\"{kind}#GetSpecificPortMappingEntry\"");
        let question = format!(
            "<?xml version=\"1.0\"?><s:Envelope \
             xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body>\
             <u:GetSpecificPortMappingEntry xmlns:u=\"{kind}\"><NewRemoteHost></NewRemoteHost>\
             <NewExternalPort>{external}</NewExternalPort><NewProtocol>TCP</NewProtocol>\
             </u:GetSpecificPortMappingEntry></s:Body></s:Envelope>"
        );
        // The gateway prints as the URL that it is asked at.
        match Tokio::send_async(&self.0.to_string(), &action, &question).await {
            Ok(text) => held(&text, ours),
            Err(_) => Held::Unknown,
        }
    }

    /// To whom `external` leads, according to a list that the router may keep to itself.
    async fn holder(&self, external: u16, ours: IpAddr) -> Option<IpAddr> {
        for index in 0..ENTRIES {
            let entry = self.0.get_generic_port_mapping_entry(index).await.ok()?;
            let here = entry.external_port == external;
            if here && matches!(entry.protocol, PortMappingProtocol::TCP) {
                let holder = entry.internal_client.parse().ok()?;
                return (holder != ours).then_some(holder);
            }
        }
        None
    }

    /// What the router calls itself.
    pub(super) async fn model(&self, services: &Services) -> String {
        let url = format!("http://{}{}", self.0.addr, self.0.root_url);
        let Ok(question) = Request::get(url).body(Bytes::new()) else { return String::new() };
        let Ok(answer) = services.send(question, Family::V4, DESCRIPTION).await else {
            return String::new();
        };
        let text = String::from_utf8_lossy(answer.body());
        let named = ["friendlyName", "manufacturer", "modelName"].map(|name| element(&text, name));
        one_line(&named.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

/// Error 714 says that there is no such entry.
fn held(text: &str, ours: SocketAddr) -> Held {
    let client = element(text, "NewInternalClient").and_then(|client| client.parse().ok());
    let port = element(text, "NewInternalPort").and_then(|port| port.parse().ok());
    match (client, port) {
        (Some(client), Some(port)) if SocketAddr::new(client, port) == ours => Held::Ours,
        (Some(_), Some(_)) => Held::Lost,
        _ if element(text, "errorCode") == Some("714") => Held::Lost,
        _ => Held::Unknown,
    }
}

/// The router's words, short enough for a log line; its pages of XML are nobody's concern.
fn reason(error: &impl std::error::Error) -> String {
    one_line(&error.source().map_or_else(|| error.to_string(), ToString::to_string))
}

fn one_line(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_ours_lost_or_unknown() {
        let ours = SocketAddr::from(([192, 168, 77, 10], 443));
        let entry = |client: &str, port: u16| {
            format!(
                "<s:Body><u:R><NewInternalPort>{port}</NewInternalPort>\
                 <NewInternalClient>{client}</NewInternalClient></u:R></s:Body>"
            )
        };
        assert_eq!(held(&entry("192.168.77.10", 443), ours), Held::Ours);
        assert_eq!(held(&entry("192.168.77.10", 8443), ours), Held::Lost);
        assert_eq!(held(&entry("192.168.77.20", 443), ours), Held::Lost);
        assert_eq!(held("<UPnPError><errorCode>714</errorCode></UPnPError>", ours), Held::Lost);
        assert_eq!(held("<UPnPError><errorCode>501</errorCode></UPnPError>", ours), Held::Unknown);
        assert_eq!(held("<html>Sign in</html>", ours), Held::Unknown);
    }
}
