//! A DNS server on loopback with one key and one zone; it lies when the story makes it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hickory_proto::op::{Message, OpCode, ResponseCode};
use hickory_proto::rr::rdata::tsig::{TsigAlgorithm, TsigError};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType, TSigResponseContext, TSigner};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::watch;

/// The zone, and the name of everything in it.
pub(crate) const ZONE: &str = "home.example";
/// The key's secret, in base64.
pub(crate) const SECRET: &str = "c2VjcmV0IG9mIHRoZSBib3g=";

/// A way not to answer as a server should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lie {
    /// To another question.
    WrongId,
    /// Signed with another key.
    OtherKey,
    /// Not signed at all.
    Unsigned,
    /// From another port.
    OtherPort,
    /// Not DNS.
    Garbage,
    /// Far too long.
    Huge,
    /// Nothing.
    Silent,
    /// That it does not know the key.
    BadKey,
    /// That the clock is wrong.
    BadTime,
    /// That it may not.
    Refused,
    /// Cut over UDP, complete over TCP. Not a lie.
    Cut,
}

/// A server; it answers as long as the test runs.
#[derive(Clone)]
pub(crate) struct Dns {
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
    updates: Arc<watch::Sender<usize>>,
}

#[derive(Default)]
struct State {
    records: BTreeMap<(Name, RecordType), Vec<RData>>,
    lie: Option<Lie>,
    by_tcp: usize,
}

impl Dns {
    pub(crate) async fn new() -> Self {
        // The same port twice: somebody else may take it in between.
        let (udp, tcp) = loop {
            let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
                break (udp, tcp);
            }
        };
        let address = udp.local_addr().unwrap();
        let dns = Self { address, state: Arc::default(), updates: Arc::default() };
        tokio::spawn(dns.clone().by_udp(udp));
        tokio::spawn(dns.clone().by_tcp(tcp));
        dns
    }

    /// From now on it answers like this.
    pub(crate) fn lie(&self, lie: Option<Lie>) {
        self.state.lock().unwrap().lie = lie;
    }

    /// Puts a record where the zone has none of its kind.
    pub(crate) fn put(&self, name: &str, data: RData) {
        let key = (fqdn(name), data.record_type());
        self.state.lock().unwrap().records.insert(key, vec![data]);
    }

    /// What the zone has, as text.
    pub(crate) fn records(&self, name: &str, kind: RecordType) -> Vec<String> {
        let state = self.state.lock().unwrap();
        let found = state.records.get(&(fqdn(name), kind));
        found.into_iter().flatten().map(ToString::to_string).collect()
    }

    /// How often the zone was changed.
    pub(crate) fn updates(&self) -> usize {
        *self.updates.borrow()
    }

    /// How often it was asked over TCP.
    pub(crate) fn asked_by_tcp(&self) -> usize {
        self.state.lock().unwrap().by_tcp
    }

    /// Waits until the zone has exactly `expected`.
    pub(crate) async fn has(&self, name: &str, kind: RecordType, expected: &[&str]) {
        let mut updates = self.updates.subscribe();
        let seen = async {
            while self.records(name, kind) != expected {
                updates.changed().await.unwrap();
            }
        };
        let result = tokio::time::timeout(Duration::from_secs(10), seen).await;
        assert!(result.is_ok(), "{name} {kind} is {:?}", self.records(name, kind));
    }

    async fn by_udp(self, socket: UdpSocket) {
        let elsewhere = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut buffer = [0; 4096];
        loop {
            let Ok((length, from)) = socket.recv_from(&mut buffer).await else { continue };
            let lie = self.state.lock().unwrap().lie;
            let answer = match lie {
                Some(Lie::Silent) => continue,
                Some(Lie::Huge) => vec![0; 8000],
                Some(Lie::Cut) => cut(&buffer[..length]),
                _ => self.answer(&buffer[..length]),
            };
            let from_here = if lie == Some(Lie::OtherPort) { &elsewhere } else { &socket };
            from_here.send_to(&answer, from).await.unwrap();
        }
    }

    async fn by_tcp(self, listener: TcpListener) {
        while let Ok((mut stream, _)) = listener.accept().await {
            self.state.lock().unwrap().by_tcp += 1;
            let lie = self.state.lock().unwrap().lie;
            let Ok(length) = stream.read_u16().await else { continue };
            let mut question = vec![0; length.into()];
            if stream.read_exact(&mut question).await.is_err() {
                continue;
            }
            let answer = match lie {
                Some(Lie::Silent | Lie::OtherPort) => continue,
                Some(Lie::Huge) => vec![0; 60_000],
                _ => self.answer(&question),
            };
            let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
            let _ = stream.write_all(&[&length[..], &answer].concat()).await;
        }
    }

    fn answer(&self, bytes: &[u8]) -> Vec<u8> {
        let question = Message::from_vec(bytes).unwrap();
        let mut answer = Message::response(question.id, question.op_code);
        answer.add_queries(question.queries.clone());
        answer.metadata.authoritative = true;
        let lie = self.state.lock().unwrap().lie;
        match lie {
            Some(Lie::Garbage) => return b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            Some(Lie::WrongId) => answer.metadata.id = question.id.wrapping_add(1),
            _ => {}
        }
        match question.op_code {
            OpCode::Update => self.updated(&question, bytes, answer, lie),
            _ => self.found(&question, answer),
        }
    }

    fn found(&self, question: &Message, mut answer: Message) -> Vec<u8> {
        let query = question.queries.first().unwrap();
        let state = self.state.lock().unwrap();
        for kind in [query.query_type(), RecordType::CNAME] {
            let found = state.records.get(&(query.name().clone(), kind)).into_iter().flatten();
            let record = |data: &RData| Record::from_rdata(query.name().clone(), 60, data.clone());
            answer.add_answers(found.map(record));
        }
        answer.to_vec().unwrap()
    }

    fn updated(
        &self,
        question: &Message,
        bytes: &[u8],
        mut answer: Message,
        lie: Option<Lie>,
    ) -> Vec<u8> {
        let tsig = question.signature().expect("an update is signed").data.clone();
        let known = key(SECRET).verify_message_byte(bytes, None, true).is_ok();
        let signer = if lie == Some(Lie::OtherKey) { key("b3RoZXI=") } else { key(SECRET) };
        let (id, time) = (answer.id, tsig.time);
        let signed = |error| TSigResponseContext::new(id, time, signer, tsig.mac.clone(), error);
        let context = match lie {
            Some(Lie::Unsigned) => return answer.to_vec().unwrap(),
            Some(Lie::BadTime) => {
                answer.metadata.response_code = ResponseCode::NotAuth;
                signed(Some(TsigError::BadTime))
            }
            Some(Lie::Refused) => {
                answer.metadata.response_code = ResponseCode::Refused;
                signed(None)
            }
            _ if !known || lie == Some(Lie::BadKey) => {
                answer.metadata.response_code = ResponseCode::NotAuth;
                TSigResponseContext::unknown_key(id, time, fqdn("box"))
            }
            _ => {
                self.apply(&question.authorities);
                signed(None)
            }
        };
        let signature = context.sign(&answer.to_vec().unwrap()).unwrap();
        answer.set_signature(signature);
        answer.to_vec().unwrap()
    }

    fn apply(&self, changes: &[Record]) {
        let mut state = self.state.lock().unwrap();
        for record in changes {
            let set = state.records.entry((record.name.clone(), record.record_type())).or_default();
            match record.dns_class {
                DNSClass::ANY => set.clear(),
                DNSClass::NONE => set.retain(|data| *data != record.data),
                _ => set.push(record.data.clone()),
            }
        }
        drop(state);
        let is_change = |record: &Record| record.dns_class != DNSClass::NONE;
        self.updates.send_modify(|count| *count += usize::from(changes.iter().any(is_change)));
    }
}

fn cut(question: &[u8]) -> Vec<u8> {
    let question = Message::from_vec(question).unwrap();
    let mut answer = Message::response(question.id, question.op_code);
    answer.add_queries(question.queries.clone());
    answer.metadata.truncation = true;
    answer.to_vec().unwrap()
}

fn key(secret: &str) -> TSigner {
    use base64::Engine as _;
    let key = base64::engine::general_purpose::STANDARD.decode(secret).unwrap();
    TSigner::new(key, TsigAlgorithm::HmacSha256, fqdn("box"), 300).unwrap()
}

fn fqdn(text: &str) -> Name {
    let mut name = Name::from_ascii(text).unwrap();
    name.set_fqdn(true);
    name
}
