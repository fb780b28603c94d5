//! Every range and every spelling of the checklist, and their neighbours.

use super::*;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn special_addresses_are_not_public() {
    let special = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.255",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fdff::1",
        "ff02::1",
        "2001:db8::1",
        "3fff::1",
        "3fff:fff::1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2001::1",
        "2001:0:53aa:64c:0:1:2:3",
        "2001:1ff::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "100::1",
        "5f00::1",
    ];
    for text in special {
        assert!(!is_public(address(text)), "{text}");
    }
}

#[test]
fn the_neighbours_of_special_addresses_are_public() {
    let public = [
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.1",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "203.0.114.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1",
        "3fff:1000::1",
        "3ffe::1",
    ];
    for text in public {
        assert!(is_public(address(text)), "{text}");
    }
}

#[test]
fn urls_that_lead_elsewhere_are_refused() {
    let refused = [
        ("http://a.example/", Refusal::Scheme),
        ("file:///etc/passwd", Refusal::Scheme),
        ("data:text/plain,hello", Refusal::Scheme),
        ("gopher://a.example/", Refusal::Scheme),
        ("javascript:alert(1)", Refusal::Scheme),
        ("ap://did:key:z6Mk/actor", Refusal::NotAUrl),
        ("https://a.example:22/", Refusal::Port),
        ("https://a.example:80/", Refusal::Port),
        ("https://a.example:6379/", Refusal::Port),
        ("https://a.example:8443/", Refusal::Port),
        ("https://user@a.example/", Refusal::UserInfo),
        ("https://user:word@a.example/", Refusal::UserInfo),
        ("https://localhost/", Refusal::Name),
        ("https://localhost./", Refusal::Name),
        ("https://LOCALHOST/", Refusal::Name),
        ("https://a.localhost/", Refusal::Name),
        ("https://printer.local/", Refusal::Name),
        ("https://printer.local./", Refusal::Name),
        ("https://abc.onion/", Refusal::Name),
        ("https://metadata.google.internal/", Refusal::Name),
        ("https://router.home.arpa/", Refusal::Name),
        ("https://router/", Refusal::Name),
        ("https://a.example./", Refusal::Name),
        ("https://127.0.0.1/", Refusal::Address),
        ("https://2130706433/", Refusal::Address),
        ("https://0177.1/", Refusal::Address),
        ("https://0x7f000001/", Refusal::Address),
        ("https://127.1/", Refusal::Address),
        ("https://%31%32%37.0.0.1/", Refusal::Address),
        ("https://１２７.0.0.1/", Refusal::Address),
        ("https://3221225985/", Refusal::Address),
        ("https://0300.0.1.1/", Refusal::Address),
        ("https://[::]/", Refusal::Address),
        ("https://[::1]/", Refusal::Address),
        ("https://[::ffff:127.0.0.1]/", Refusal::Address),
        ("https://[fe80::1]/", Refusal::Address),
        ("https://[fe80::1%25eth0]/", Refusal::NotAUrl),
        ("https://[fe80::1%eth0]/", Refusal::NotAUrl),
        ("https://a.example/\r\nX: y", Refusal::NotAUrl),
        ("https://a.exa\tmple/", Refusal::NotAUrl),
        (" https://a.example/", Refusal::NotAUrl),
        ("https://", Refusal::NotAUrl),
        ("a.example", Refusal::NotAUrl),
        ("", Refusal::NotAUrl),
    ];
    for (text, reason) in refused {
        assert_eq!(parse(text), Err(reason), "{text:?}");
    }
    let long = format!("https://a.example/{}", "x".repeat(URL_BYTES));
    assert_eq!(parse(&long), Err(Refusal::NotAUrl));
}

#[test]
fn ordinary_urls_are_accepted() {
    let accepted = [
        "https://a.example/users/ada?x=1#main-key",
        "https://A.Example:443/",
        "https://xn--bcher-kva.example/",
        "https://bücher.example/",
        "https://192.0.1.1/users/ada",
        "https://[2001:4860:4860::8888]/",
        "https://local.example/",
    ];
    for text in accepted {
        assert!(parse(text).is_ok(), "{text}");
    }
}
