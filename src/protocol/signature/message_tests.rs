//! The test vectors of RFC 9421.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::*;
use crate::protocol::key::{PrivateKey, PublicKey};

/// The request of appendix B.2, with the headers that its vectors cover.
const HEADERS: [(&str, &[u8]); 4] = [
    ("host", b"example.com"),
    ("date", b"Tue, 20 Apr 2021 02:07:55 GMT"),
    ("content-type", b"application/json"),
    ("content-length", b"18"),
];

fn request() -> Request<'static> {
    Request {
        method: "POST",
        target: "/foo?param=Value&Pet=dog",
        host: "example.com",
        headers: &HEADERS,
    }
}

fn base(request: &Request<'_>, input: &str) -> String {
    let members = structured::dictionary(input, "field").unwrap();
    let Value::InnerList(items) = &members[0].value else { panic!("no inner list") };
    let params = structured_text::write_inner_list(items, &members[0].parameters);
    let base = Covered::read(items).unwrap().base(request, &params).unwrap();
    String::from_utf8(base).unwrap()
}

/// Appendix B.2.6: the signature base and the signature, with the key of appendix B.1.4.
#[test]
fn the_ed25519_vector_comes_out_the_same() {
    let input = r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#;
    let wanted = concat!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n",
        "\"@method\": POST\n",
        "\"@path\": /foo\n",
        "\"@authority\": example.com\n",
        "\"content-type\": application/json\n",
        "\"content-length\": 18\n",
        "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")",
        ";created=1618884473;keyid=\"test-key-ed25519\""
    );
    assert_eq!(base(&request(), input), wanted);
    let seed = URL_SAFE_NO_PAD.decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU").unwrap();
    let key = PrivateKey::ed25519_from_seed(seed.try_into().unwrap());
    let signature =
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    assert_eq!(STANDARD.encode(key.sign(wanted.as_bytes()).unwrap()), signature);
    let public = URL_SAFE_NO_PAD.decode("JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs").unwrap();
    assert_eq!(PublicKey::from_bytes(KeyKind::Ed25519, &public), Ok(key.public().unwrap()));
}

/// §4.3: the proxy's signature over the same request, with the RSA key of appendix B.1.1 (PKCS#1).
#[test]
fn the_rsa_vector_is_accepted() {
    const PEM: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----";
    const SIGNATURE: &str = concat!(
        "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+Mjni",
        "OaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd",
        "8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU",
        "+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g=="
    );
    let headers: [(&str, &[u8]); 4] = [
        ("content-type", b"application/json"),
        ("content-length", b"18"),
        ("forwarded", b"for=192.0.2.123;host=example.com;proto=https"),
        (
            "content-digest",
            b"sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
        ),
    ];
    let request = Request { host: "origin.host.internal.example", headers: &headers, ..request() };
    let base = base(
        &request,
        r#"proxy_sig=("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540"#,
    );
    let key = PublicKey::from_pem(PEM).unwrap();
    assert!(key.accepts(base.as_bytes(), &STANDARD.decode(SIGNATURE).unwrap()));
    assert!(!key.accepts(b"another", &STANDARD.decode(SIGNATURE).unwrap()));
}

/// §2.2.1 to §2.2.7, with the request of appendix B.2.
#[test]
fn derived_components_are_those_of_the_standard() {
    for (name, wanted) in [
        ("@method", "POST"),
        ("@target-uri", "https://example.com/foo?param=Value&Pet=dog"),
        ("@authority", "example.com"),
        ("@scheme", "https"),
        ("@request-target", "/foo?param=Value&Pet=dog"),
        ("@path", "/foo"),
        ("@query", "?param=Value&Pet=dog"),
        ("content-length", "18"),
    ] {
        assert_eq!(component(&request(), name).unwrap(), wanted.as_bytes(), "{name}");
    }
    let plain = Request { target: "/foo", host: "EXAMPLE.com:443", headers: &[], ..request() };
    assert_eq!(component(&plain, "@query").unwrap(), b"?");
    assert_eq!(component(&plain, "@authority").unwrap(), b"example.com");
    assert_eq!(component(&plain, "@status"), Err(SignatureError::UnknownComponent));
    assert_eq!(component(&plain, "date"), Err(SignatureError::Absent));
}

/// §2.1: lines are trimmed and joined.
#[test]
fn a_header_of_several_lines_is_joined() {
    let headers: [(&str, &[u8]); 3] = [
        ("cache-control", b" max-age=60 "),
        ("x-empty", b""),
        ("cache-control", b"\tmust-revalidate"),
    ];
    let request = Request { headers: &headers, ..request() };
    assert_eq!(component(&request, "cache-control").unwrap(), b"max-age=60, must-revalidate");
    assert_eq!(component(&request, "x-empty").unwrap(), b"");
}

/// The body of RFC 9421 appendix B.2.
#[test]
fn content_digests_are_read_beside_others() {
    let digest = Digest::of(b"{\"hello\": \"world\"}");
    let sha256 = digest.message_header();
    assert_eq!(sha256, "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
    for header in [sha256.clone(), format!("sha-512=:AAAA:, {sha256}")] {
        assert_eq!(Digest::read_message(&header), Ok(digest), "{header}");
    }
    for header in ["sha-512=:AAAA:", "sha-256=:AAAA:", "sha-256=AAAA", "SHA-256=:AAAA:", ""] {
        assert!(Digest::read_message(header).is_err(), "{header}");
    }
    assert!(Digest::read_message(&format!("{sha256}, {sha256}")).is_err());
}
