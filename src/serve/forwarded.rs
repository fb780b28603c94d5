//! How a request came in, as far as it says so and may be believed.
//!
//! Only a trusted proxy is believed, and of the addresses it passes on only what trusted proxies have
//! added: whatever stands to the left of the first stranger, the stranger may have made up.
//! Spec: RFC 7239; `X-Forwarded-For` as everybody writes it.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, Request, Version};

use super::networks::Networks;
use crate::entrance::Entrance;

/// How `request` came in over a connection that came in as `connection`.
pub(super) fn entrance<B>(
    connection: Entrance,
    request: &Request<B>,
    trusted: &Networks,
) -> Entrance {
    let headers = request.headers();
    let proxied = connection.proxied || speaks_like_a_proxy(request.version(), headers);
    if !proxied || !trusted.contain(connection.peer.ip()) {
        return Entrance { proxied, ..connection };
    }
    let hops = hops(headers);
    let peer = client(connection.peer, &hops, trusted);
    let secure = scheme(headers).map_or(connection.secure, |scheme| scheme == "https");
    Entrance { peer, secure, proxied }
}

/// Whether only a proxy sends that. nginx says nothing of itself unless it is told to, but no browser has spoken
/// HTTP/1.0 for long.
fn speaks_like_a_proxy(version: Version, headers: &HeaderMap) -> bool {
    let speaks = |name: &str| name.starts_with("x-forwarded") || SPEAKING.contains(&name);
    version < Version::HTTP_11 || headers.keys().any(|name| speaks(name.as_str()))
}

/// The nearest address that is no trusted proxy; what cannot be read ends the search.
fn client(nearest: SocketAddr, hops: &[&str], trusted: &Networks) -> SocketAddr {
    let mut peer = nearest;
    for hop in hops.iter().rev() {
        let Some(address) = address(hop) else { break };
        peer = address;
        if !trusted.contain(address.ip()) {
            break;
        }
    }
    peer
}

/// Who passed the request on, the nearest last. Most proxies leave a `Forwarded` of the client as it is
/// and write `X-Forwarded-For`, so this one counts first.
fn hops(headers: &HeaderMap) -> Vec<&str> {
    if headers.contains_key("x-forwarded-for") {
        return elements(headers, "x-forwarded-for").collect();
    }
    // An element without `for` is a hop that says nothing; it ends the search.
    elements(headers, "forwarded").map(|element| part(element, "for").unwrap_or("")).collect()
}

/// What the nearest proxy says about TLS.
fn scheme(headers: &HeaderMap) -> Option<String> {
    let plain = elements(headers, "x-forwarded-proto").last();
    let said = plain.or_else(|| part(elements(headers, "forwarded").last()?, "proto"));
    said.map(str::to_ascii_lowercase)
}

/// The elements of a list that may be spread over several lines (RFC 9110 §5.3).
fn elements<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h str> {
    let lines = headers.get_all(name).into_iter().map(|line| line.to_str().unwrap_or(""));
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

/// A parameter of an element of `Forwarded` (RFC 7239 §4).
fn part<'e>(element: &'e str, name: &str) -> Option<&'e str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value.trim())
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`, perhaps quoted.
fn address(text: &str) -> Option<SocketAddr> {
    let text = text.trim_matches('"');
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some(SocketAddr::new(address.ip().to_canonical(), address.port()));
    }
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address: IpAddr = bare.parse().ok()?;
    Some(SocketAddr::new(address.to_canonical(), 0))
}

/// Who sends one of these, or anything with `X-Forwarded`, speaks for somebody else.
const SPEAKING: &[&str] =
    &["forwarded", "x-real-ip", "via", "x-client-ip", "true-client-ip", "cf-connecting-ip"];

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const PROXY: &str = "10.0.0.1:4711";

    /// The address and whether it is over TLS, for a request that `peer` passes on in the clear.
    fn read(peer: &str, lines: &[(&'static str, &str)]) -> (String, bool) {
        let mut request = Request::new(());
        for (name, value) in lines {
            request
                .headers_mut()
                .append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        let trusted = Networks::parse("10.0.0.0/8, fd00::/8").unwrap();
        let peer = peer.parse().unwrap();
        let entrance =
            entrance(Entrance { peer, secure: false, proxied: false }, &request, &trusted);
        assert!(entrance.proxied || lines.is_empty());
        (entrance.peer.ip().to_string(), entrance.secure)
    }

    #[test]
    fn a_stranger_speaks_for_nobody() {
        let forged = [("x-forwarded-for", "192.0.2.7"), ("x-forwarded-proto", "https")];
        assert_eq!(read("203.0.113.9:1", &forged), ("203.0.113.9".into(), false));
        let forged = [("forwarded", "for=192.0.2.7;proto=https")];
        assert_eq!(read("203.0.113.9:1", &forged), ("203.0.113.9".into(), false));
    }

    #[test]
    fn a_trusted_proxy_names_the_client() {
        let said = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "HTTPS")];
        assert_eq!(read(PROXY, &said), ("203.0.113.9".into(), true));
        let said = [("forwarded", "For=\"[2001:db8::9]:4711\";proto=https;by=10.0.0.1")];
        assert_eq!(read(PROXY, &said), ("2001:db8::9".into(), true));
        assert_eq!(read(PROXY, &[]), ("10.0.0.1".into(), false));
    }

    #[test]
    fn what_the_client_made_up_is_passed_over() {
        let chain = [("x-forwarded-for", "192.0.2.7, 203.0.113.9, 10.0.0.2")];
        assert_eq!(read(PROXY, &chain).0, "203.0.113.9");
        let lines = [("x-forwarded-for", "192.0.2.7"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(read(PROXY, &lines).0, "203.0.113.9");
        let both = [("forwarded", "for=192.0.2.7"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(read(PROXY, &both).0, "203.0.113.9");
        let forged = [("x-forwarded-for", "10.0.0.3, 203.0.113.9:80")];
        assert_eq!(read(PROXY, &forged).0, "203.0.113.9");
    }

    #[test]
    fn nonsense_leaves_the_last_known_hop() {
        for nonsense in ["unknown", "", "203.0.113.9, _hidden", "203.0.113.9,", "1.2.3", "[::1"] {
            assert_eq!(read(PROXY, &[("x-forwarded-for", nonsense)]).0, "10.0.0.1", "{nonsense}");
        }
        let half = [("forwarded", "for=203.0.113.9, for=unknown, for=10.0.0.2;proto=http")];
        assert_eq!(read(PROXY, &half), ("10.0.0.2".into(), false));
    }

    #[test]
    fn mapped_addresses_are_the_plain_ones() {
        assert_eq!(read(PROXY, &[("x-forwarded-for", "::ffff:203.0.113.9")]).0, "203.0.113.9");
    }
}
