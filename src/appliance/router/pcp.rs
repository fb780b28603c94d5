//! The packets of PCP (RFC 6887), for IPv4 mappings and IPv6 pinholes; pure.

use std::net::{IpAddr, Ipv6Addr};

use super::answer::{Answer, Granted};

/// Says that a mapping is ours, also after a restart (§11.2).
pub(super) type Nonce = [u8; 12];

const VERSION: u8 = 2;
const ANNOUNCE: u8 = 0;
const MAP: u8 = 1;
const ANSWER: u8 = 0x80;
const TCP: u8 = 6;
const HEAD: usize = 24;
/// Result codes (§7.4).
pub(super) const UNSUPPORTED_VERSION: u8 = 1;
const NETWORK_FAILURE: u16 = 7;
const NO_RESOURCES: u16 = 8;

/// Asks for nothing but the epoch (§14.1.1).
pub(super) fn announce(client: IpAddr) -> Vec<u8> {
    request(ANNOUNCE, 0, client)
}

/// Asks for a port (§11.1); with a lifetime of 0 seconds gives it back (§15.1).
pub(super) fn map(
    client: IpAddr,
    nonce: &Nonce,
    internal: u16,
    external: u16,
    lifetime_s: u32,
) -> Vec<u8> {
    let mut packet = request(MAP, lifetime_s, client);
    packet.extend_from_slice(nonce);
    packet.extend_from_slice(&[TCP, 0, 0, 0]);
    packet.extend_from_slice(&internal.to_be_bytes());
    packet.extend_from_slice(&external.to_be_bytes());
    packet.extend_from_slice(&any(client).octets());
    packet
}

/// The answer to [`announce`]; `None` if it is none.
pub(super) fn read_announce(bytes: &[u8]) -> Option<Answer<()>> {
    let (code, _, epoch_s) = head(bytes, ANNOUNCE)?;
    Some(Answer { epoch_s, result: if code == 0 { Ok(()) } else { Err(code) } })
}

/// The answer to [`map`] with the same nonce and internal port; `None` if it is none.
pub(super) fn read_map(bytes: &[u8], nonce: &Nonce, internal: u16) -> Option<Answer<Granted>> {
    let (code, lifetime_s, epoch_s) = head(bytes, MAP)?;
    if code != 0 {
        return Some(Answer { epoch_s, result: Err(code) });
    }
    let body: &[u8; 36] = bytes.get(HEAD..HEAD + 36)?.try_into().ok()?;
    let (found, rest) = body.split_first_chunk::<12>()?;
    let (ports, wan) = rest.split_first_chunk::<8>()?;
    let [protocol, _, _, _, a, b, c, d] = *ports;
    if found != nonce || protocol != TCP || u16::from_be_bytes([a, b]) != internal {
        return None;
    }
    let octets: [u8; 16] = wan.try_into().ok()?;
    let wan = Ipv6Addr::from(octets);
    let wan = wan.to_ipv4_mapped().map_or(IpAddr::V6(wan), IpAddr::V4);
    let granted = Granted { external: u16::from_be_bytes([c, d]), lifetime_s, wan: Some(wan) };
    Some(Answer { epoch_s, result: Ok(granted) })
}

/// The router has no line of its own, or none that is worth a mapping.
pub(super) fn has_no_line(code: u16) -> bool {
    [NETWORK_FAILURE, NO_RESOURCES].contains(&code)
}

/// The head that all requests share (§7.1).
fn request(operation: u8, lifetime_s: u32, client: IpAddr) -> Vec<u8> {
    let mut packet = vec![VERSION, operation, 0, 0];
    packet.extend_from_slice(&lifetime_s.to_be_bytes());
    packet.extend_from_slice(&wide(client).octets());
    packet
}

/// Result code, lifetime and epoch (§7.2).
fn head(bytes: &[u8], operation: u8) -> Option<(u16, u32, u32)> {
    // A router that only speaks NAT-PMP says so in NAT-PMP (appendix A).
    if let [0, ANSWER..=u8::MAX, 0, UNSUPPORTED_VERSION, a, b, c, d, ..] = *bytes {
        return Some((UNSUPPORTED_VERSION.into(), 0, u32::from_be_bytes([a, b, c, d])));
    }
    let (head, _) = bytes.split_first_chunk::<12>()?;
    let [version, answered, _, code, a, b, c, d, e, f, g, h] = *head;
    let fits = version == VERSION && answered == ANSWER | operation && bytes.len() >= HEAD;
    let (lifetime_s, epoch_s) =
        (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
    fits.then_some((u16::from(code), lifetime_s, epoch_s))
}

/// All addresses are written in 128 bits (§5).
fn wide(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

/// No wish for an address, in the form that says which kind (§11.1).
fn any(client: IpAddr) -> Ipv6Addr {
    match client {
        IpAddr::V4(_) => std::net::Ipv4Addr::UNSPECIFIED.to_ipv6_mapped(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED,
    }
}
