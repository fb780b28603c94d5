//! Every name leads to us, as long as our access point is open: so a phone finds the page by itself.
//!
//! Spec: RFC 1035. Only one question at a time, and no answer is longer than the question by more than a record.

use std::net::Ipv4Addr;
use std::time::Duration;

use hickory_proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::rdata::A;
use hickory_proto::rr::{DNSClass, RData, Record, RecordType};
use tokio::net::UdpSocket;

use super::{ADDRESS, Scene, Wifi};

/// A question is short (RFC 1035 §2.3.4).
const BYTES: usize = 512;
const AFTER_TROUBLE: Duration = Duration::from_millis(100);
/// In seconds: soon the phone asks somebody who knows.
const TTL: u32 = 1;

/// Answers for as long as it is polled.
pub(super) async fn keep(socket: Option<UdpSocket>, wifi: Wifi) {
    let Some(socket) = socket else { return std::future::pending().await };
    let mut buffer = [0; BYTES];
    loop {
        let Ok((length, peer)) = socket.recv_from(&mut buffer).await else {
            // Such as a packet of ours that could not be delivered.
            tokio::time::sleep(AFTER_TROUBLE).await;
            continue;
        };
        if *wifi.scene.borrow() == Scene::Quiet {
            continue;
        }
        let question = buffer.get(..length).unwrap_or_default();
        if let Some(answer) = answer(question, ADDRESS) {
            // Whoever has not got it asks again.
            let _ = socket.try_send_to(&answer, peer);
        }
    }
}

/// The answer to the question in a packet; `None` if there is nothing to be said to it.
pub fn answer(packet: &[u8], address: Ipv4Addr) -> Option<Vec<u8>> {
    let asked = Message::from_vec(packet).ok()?;
    let [query] = asked.queries.as_slice() else { return None };
    if asked.metadata.message_type != MessageType::Query {
        return None;
    }
    let mut reply = Message::response(asked.metadata.id, asked.metadata.op_code);
    reply.metadata.recursion_desired = asked.metadata.recursion_desired;
    reply.metadata.recursion_available = true;
    reply.add_query(query.clone());
    if asked.metadata.op_code != OpCode::Query {
        reply.metadata.response_code = ResponseCode::NotImp;
    } else if query.query_class() == DNSClass::IN && query.query_type() == RecordType::A {
        reply.add_answer(Record::from_rdata(query.name().clone(), TTL, RData::A(A(address))));
    }
    reply.to_vec().ok()
}

#[cfg(test)]
mod tests {
    use hickory_proto::op::Query;
    use hickory_proto::rr::Name;
    use proptest::prelude::*;

    use super::*;

    fn question(name: &str, kind: RecordType) -> Vec<u8> {
        let mut message = Message::query();
        message.metadata.id = 7;
        message.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
        message.to_vec().unwrap()
    }

    fn answered(packet: &[u8]) -> Message {
        Message::from_vec(&answer(packet, ADDRESS).unwrap()).unwrap()
    }

    #[test]
    fn every_name_leads_here() {
        for name in ["captive.apple.com.", "connectivitycheck.gstatic.com.", "a."] {
            let reply = answered(&question(name, RecordType::A));
            assert_eq!(reply.metadata.id, 7);
            assert_eq!(reply.answers.first().unwrap().data, RData::A(A(ADDRESS)));
        }
    }

    #[test]
    fn there_is_nothing_else_to_be_said() {
        for kind in [RecordType::AAAA, RecordType::HTTPS, RecordType::MX, RecordType::ANY] {
            let reply = answered(&question("captive.apple.com.", kind));
            assert!(
                reply.answers.is_empty() && reply.metadata.response_code == ResponseCode::NoError
            );
        }
    }

    #[test]
    fn what_is_no_question_is_not_answered() {
        assert_eq!(answer(b"", ADDRESS), None);
        assert_eq!(answer(&[0; 512], ADDRESS), None);
        let mut reply = question("a.", RecordType::A);
        *reply.get_mut(2).unwrap() |= 0x80;
        assert_eq!(answer(&reply, ADDRESS), None, "nobody makes two of us talk for ever");
        let mut two = question("a.", RecordType::A);
        *two.get_mut(5).unwrap() = 2;
        assert_eq!(answer(&two, ADDRESS), None);
    }

    proptest! {
        #[test]
        fn no_packet_makes_a_long_answer_or_a_panic(packet in prop::collection::vec(any::<u8>(), 0..BYTES)) {
            if let Some(reply) = answer(&packet, ADDRESS) {
                prop_assert!(reply.len() <= packet.len() + 300);
            }
        }

        #[test]
        fn nor_does_a_question_that_was_bent(at in 0usize..30, byte in any::<u8>()) {
            let mut packet = question("captive.apple.com.", RecordType::A);
            if let Some(place) = packet.get_mut(at) {
                *place = byte;
            }
            if let Some(reply) = answer(&packet, ADDRESS) {
                prop_assert!(reply.len() <= packet.len() + 300);
            }
        }
    }
}
