//! The header of the PROXY protocol, versions 1 and 2: whom a proxy speaks for, before the first byte of theirs.
//!
//! Only reads bytes; from whom a header is accepted is decided elsewhere.
//! Spec: <https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt>.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// What the beginning of a connection turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Too short to tell.
    Unclear,
    /// No such header.
    Plain,
    /// A header of `length` bytes. Without `client` the proxy does not say for whom it speaks.
    Header { length: usize, client: Option<SocketAddr> },
    /// A header that is none.
    Broken,
}

/// Reads the beginning of a connection.
pub(super) fn read(bytes: &[u8]) -> Beginning {
    if bytes.starts_with(SIGNATURE) {
        return read_binary(bytes).unwrap_or(Beginning::Unclear);
    }
    if bytes.starts_with(WORD) {
        return read_line(bytes);
    }
    match SIGNATURE.starts_with(bytes) || WORD.starts_with(bytes) {
        true => Beginning::Unclear,
        false => Beginning::Plain,
    }
}

/// Version 1 (§2.1): `PROXY TCP4 FROM TO PORT PORT`.
fn read_line(bytes: &[u8]) -> Beginning {
    let start = bytes.get(..LONGEST_LINE).unwrap_or(bytes);
    let Some(end) = start.windows(2).position(|two| two == b"\r\n") else {
        let is_whole = bytes.len() >= LONGEST_LINE;
        return if is_whole { Beginning::Broken } else { Beginning::Unclear };
    };
    let line = start.get(WORD.len()..end).and_then(|line| str::from_utf8(line).ok());
    let length = end + 2;
    match line.map(|line| line.split(' ').collect::<Vec<_>>()).as_deref() {
        // "must ignore anything presented before the CRLF"
        Some(["UNKNOWN", ..]) => Beginning::Header { length, client: None },
        Some(["TCP4", from, to, port, to_port]) => {
            named(length, client::<Ipv4Addr>([from, to], [port, to_port]))
        }
        Some(["TCP6", from, to, port, to_port]) => {
            named(length, client::<Ipv6Addr>([from, to], [port, to_port]))
        }
        _ => Beginning::Broken,
    }
}

fn named(length: usize, client: Option<SocketAddr>) -> Beginning {
    match client {
        Some(_) => Beginning::Header { length, client },
        None => Beginning::Broken,
    }
}

fn client<A: FromStr + Into<IpAddr>>(addresses: [&str; 2], ports: [&str; 2]) -> Option<SocketAddr> {
    let ([from, to], [port, to_port]) = (addresses, ports);
    to.parse::<A>().ok()?;
    to_port.parse::<u16>().ok()?;
    Some(SocketAddr::new(from.parse::<A>().ok()?.into(), port.parse().ok()?))
}

/// Version 2 (§2.2); `None` as long as it is not whole.
fn read_binary(bytes: &[u8]) -> Option<Beginning> {
    let [command, family, high, low] = *bytes.get(SIGNATURE.len()..)?.first_chunk()?;
    let length = HEAD + usize::from(u16::from_be_bytes([high, low]));
    if command >> 4 != 2 || length > LONGEST {
        return Some(Beginning::Broken);
    }
    let body = bytes.get(HEAD..length)?;
    Some(match (command & 0xf, family) {
        // LOCAL: the proxy looks whether we live.
        (0, _) => Beginning::Header { length, client: None },
        (1, TCP4) => named(length, client_v4(body)),
        (1, TCP6) => named(length, client_v6(body)),
        // A way of connecting that has no address for us.
        (1, _) => Beginning::Header { length, client: None },
        _ => Beginning::Broken,
    })
}

/// Both addresses, then both ports.
fn client_v4(body: &[u8]) -> Option<SocketAddr> {
    let [a, b, c, d, _, _, _, _, high, low, _, _] = *body.first_chunk()?;
    Some(SocketAddr::from(([a, b, c, d], u16::from_be_bytes([high, low]))))
}

fn client_v6(body: &[u8]) -> Option<SocketAddr> {
    let block: &[u8; 36] = body.first_chunk()?;
    let address: [u8; 16] = *block.first_chunk()?;
    let port = *block.get(32..)?.first_chunk()?;
    Some(SocketAddr::from((address, u16::from_be_bytes(port))))
}

/// How a header of version 1 begins.
const WORD: &[u8] = b"PROXY ";
/// How a header of version 2 begins.
const SIGNATURE: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
/// Signature, command, family and length.
const HEAD: usize = 16;
/// TCP over IPv4, and over IPv6.
const TCP4: u8 = 0x11;
const TCP6: u8 = 0x21;
/// "The maximum line lengths the receiver must support including the CRLF": 107.
const LONGEST_LINE: usize = 107;
/// "A receiver should be prepared to read at least 536 bytes"; we read no more than that.
pub(super) const LONGEST: usize = 536;

#[cfg(test)]
#[path = "proxy_header_tests.rs"]
mod tests;
