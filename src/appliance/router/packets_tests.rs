//! The packets of NAT-PMP and PCP: as the documents draw them, and as liars bend them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::mapping::Wan;
use super::{nat_pmp, pcp};

const NONCE: pcp::Nonce = *b"twelve bytes";
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 77, 10));

/// An answer of a PCP server to a request for port 443.
fn pcp_answer(code: u8, external: u16, lifetime_s: u32) -> Vec<u8> {
    let mut packet = vec![2, 0x81, 0, code];
    packet.extend_from_slice(&lifetime_s.to_be_bytes());
    packet.extend_from_slice(&77_u32.to_be_bytes());
    packet.extend_from_slice(&[0; 12]);
    packet.extend_from_slice(&NONCE);
    packet.extend_from_slice(&[6, 0, 0, 0]);
    packet.extend_from_slice(&443_u16.to_be_bytes());
    packet.extend_from_slice(&external.to_be_bytes());
    packet.extend_from_slice(&Ipv4Addr::new(192, 0, 1, 2).to_ipv6_mapped().octets());
    packet
}

#[test]
fn a_port_is_asked_for_as_the_documents_say() {
    assert_eq!(nat_pmp::map(443, 443, 3600), [0, 2, 0, 0, 1, 187, 1, 187, 0, 0, 14, 16]);
    let packet = pcp::map(HERE, &NONCE, 8443, 443, 3600);
    assert_eq!(packet.len(), 60);
    assert_eq!(packet[..8], [2, 1, 0, 0, 0, 0, 14, 16]);
    assert_eq!(packet[8..24], Ipv4Addr::new(192, 168, 77, 10).to_ipv6_mapped().octets());
    assert_eq!(packet[24..36], NONCE);
    assert_eq!(packet[36..44], [6, 0, 0, 0, 0x20, 0xfb, 1, 187]);
    assert_eq!(packet[44..], Ipv4Addr::UNSPECIFIED.to_ipv6_mapped().octets());
    let wide = pcp::map(IpAddr::V6(Ipv6Addr::LOCALHOST), &NONCE, 443, 443, 0);
    assert_eq!(wide[44..], [0; 16]);
}

#[test]
fn an_answer_tells_port_lifetime_epoch_and_address() {
    let answer = pcp::read_map(&pcp_answer(0, 443, 120), &NONCE, 443).unwrap();
    assert_eq!(answer.epoch_s, 77);
    let granted = answer.result.unwrap();
    assert_eq!((granted.external, granted.lifetime_s), (443, 120));
    assert_eq!(granted.wan, Some(IpAddr::from([192, 0, 1, 2])));
    let plain = [0, 130, 0, 0, 0, 0, 0, 9, 1, 187, 4, 0, 0, 0, 14, 16];
    let answer = nat_pmp::read_map(&plain, 443).unwrap();
    assert_eq!((answer.epoch_s, answer.result.unwrap().external), (9, 1024));
    let address = nat_pmp::read_address(&[0, 128, 0, 0, 0, 0, 0, 9, 192, 0, 1, 2]).unwrap();
    assert_eq!(address.result, Ok(Ipv4Addr::new(192, 0, 1, 2)));
}

#[test]
fn a_refusal_tells_its_epoch_too() {
    let answer = nat_pmp::read_address(&[0, 128, 0, 3, 0, 0, 0, 9]).unwrap();
    assert_eq!((answer.epoch_s, answer.result), (9, Err(3)));
    assert_eq!([3, 2].map(|code| nat_pmp::wan(Err(code))), [Wan::Nothing, Wan::Unknown]);
    let answer = pcp::read_map(&pcp_answer(8, 443, 30), &NONCE, 443).unwrap();
    assert_eq!(answer.result, Err(8));
    assert!(pcp::has_no_line(8) && !pcp::has_no_line(2));
    let older = pcp::read_map(&[0, 129, 0, 1, 0, 0, 0, 9], &NONCE, 443).unwrap();
    assert_eq!((older.epoch_s, older.result), (9, Err(1)));
}

#[test]
fn an_answer_to_somebody_else_is_none() {
    let fits = pcp_answer(0, 443, 120);
    assert_eq!(pcp::read_map(&fits, b"another one!", 443), None);
    assert_eq!(pcp::read_map(&fits, &NONCE, 80), None);
    assert_eq!(pcp::read_map(&fits[..59], &NONCE, 443), None);
    assert_eq!(pcp::read_announce(&fits), None);
    assert_eq!(nat_pmp::read_map(&fits, 443), None);
    assert_eq!(nat_pmp::read_map(&nat_pmp::map(443, 443, 60), 443), None);
    assert_eq!(nat_pmp::read_address(&[0, 128, 0, 0, 0, 0, 0, 9]), None);
}

proptest! {
    #[test]
    fn no_packet_makes_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..1200)) {
        let _ = nat_pmp::read_address(&bytes);
        let _ = nat_pmp::read_map(&bytes, 443);
        let _ = pcp::read_announce(&bytes);
        let _ = pcp::read_map(&bytes, &NONCE, 443);
    }
}
