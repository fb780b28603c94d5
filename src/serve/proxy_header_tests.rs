//! What is read as a header of the PROXY protocol, and what is not.

use proptest::prelude::*;

use super::*;

fn header(length: usize, client: &str) -> Beginning {
    Beginning::Header { length, client: Some(client.parse().unwrap()) }
}

/// Version 2 with this command and family.
fn binary(command: u8, family: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [SIGNATURE, &[command, family], &length, body].concat()
}

#[test]
fn a_line_names_the_client() {
    let line = b"PROXY TCP4 203.0.113.9 192.0.2.1 56324 443\r\n";
    assert_eq!(read(line), header(line.len(), "203.0.113.9:56324"));
    let more = [line.as_slice(), b"GET / HTTP/1.1\r\n"].concat();
    assert_eq!(read(&more), header(line.len(), "203.0.113.9:56324"));
    let line = b"PROXY TCP6 2001:db8::9 2001:db8::1 1 443\r\n";
    assert_eq!(read(line), header(line.len(), "[2001:db8::9]:1"));
}

#[test]
fn a_proxy_may_speak_for_itself() {
    for line in ["PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff:f 1 2 3\r\n"] {
        let own = Beginning::Header { length: line.len(), client: None };
        assert_eq!(read(line.as_bytes()), own, "{line:?}");
    }
    assert_eq!(read(&binary(0x20, 0, b"")), Beginning::Header { length: 16, client: None });
    assert_eq!(
        read(&binary(0x21, 0x31, &[0; 216])),
        Beginning::Header { length: 232, client: None }
    );
}

#[test]
fn a_broken_line_is_no_header() {
    for line in [
        "PROXY TCP4 203.0.113.9 192.0.2.1 56324\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 56324 443 1\r\n",
        "PROXY TCP4 2001:db8::9 2001:db8::1 1 443\r\n",
        "PROXY TCP6 203.0.113.9 192.0.2.1 1 443\r\n",
        "PROXY TCP4 203.0.113.9 192.0.2.1 70000 443\r\n",
        "PROXY TCP4 evil.example 192.0.2.1 1 443\r\n",
        "PROXY TCP4  203.0.113.9 192.0.2.1 1 443\r\n",
        "PROXY \r\n",
        "PROXY UDP4 203.0.113.9 192.0.2.1 1 443\r\n",
        &format!("PROXY UNKNOWN {}\r\n", "x".repeat(100)),
    ] {
        assert_eq!(read(line.as_bytes()), Beginning::Broken, "{line:?}");
    }
}

#[test]
fn a_binary_header_names_the_client() {
    let body = [203, 0, 113, 9, 192, 0, 2, 1, 0xdc, 4, 1, 187];
    let bytes = binary(0x21, 0x11, &body);
    assert_eq!(read(&bytes), header(28, "203.0.113.9:56324"));
    // What follows the addresses (§2.2.7) is skipped.
    let bytes = binary(0x21, 0x11, &[body.as_slice(), &[4, 0, 1, 0]].concat());
    assert_eq!(read(&bytes), header(32, "203.0.113.9:56324"));
    let mut body = [0; 36];
    body[..4].copy_from_slice(&[0x20, 1, 0xd, 0xb8]);
    body[33] = 7;
    assert_eq!(read(&binary(0x21, 0x21, &body)), header(52, "[2001:db8::]:7"));
}

#[test]
fn a_broken_binary_header_is_none() {
    for bytes in [
        binary(0x11, 0x11, &[0; 12]),
        binary(0x22, 0x11, &[0; 12]),
        binary(0x21, 0x11, &[0; 11]),
        binary(0x21, 0x21, &[0; 35]),
        binary(0x21, 0x11, &[0; 521]),
    ] {
        assert_eq!(read(&bytes), Beginning::Broken, "{bytes:?}");
    }
}

#[test]
fn ordinary_beginnings_are_told_apart() {
    for plain in [&b"GET / HTTP/1.1"[..], b"POST / HTTP/1.1", b"PRI * HTTP/2.0", b"\x16\x03\x01"] {
        assert_eq!(read(plain), Beginning::Plain, "{plain:?}");
    }
    for short in [&b""[..], b"P", b"PROXY", b"PROXY TCP4 203.0.113.9", b"\r\n\r\n\0\r\nQUIT"] {
        assert_eq!(read(short), Beginning::Unclear, "{short:?}");
    }
}

proptest! {
    #[test]
    fn nothing_makes_it_panic_or_wait_for_ever(
        start in prop_oneof![Just(&b""[..]), Just(WORD), Just(SIGNATURE)],
        rest in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = [start, &rest].concat();
        match read(&bytes) {
            Beginning::Unclear => prop_assert!(bytes.len() < LONGEST),
            Beginning::Header { length, .. } => prop_assert!(length <= bytes.len()),
            Beginning::Plain | Beginning::Broken => {}
        }
    }
}
