//! An own DNS server (such as BIND or Knot) that takes signed updates (RFC 2136).

use std::net::{Ipv4Addr, SocketAddr};

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, TXT};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};
use serde::{Deserialize, Serialize};

use super::change::{Change, TTL_SECONDS, Wish};
use super::exchange::exchange;
use super::secret::Secret;
use super::trouble::Trouble;
use super::{look_up, tsig, zone};
use crate::app::App;

const DNS: u16 = 53;
/// Of one server that are tried.
const ADDRESSES: usize = 4;
/// Nobody has this address (RFC 5737), so taking it away changes nothing; asking to shows whether we may.
const NOBODY: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 255);

/// Where the server is and with which key it knows us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rfc2136 {
    /// A name or an address, with a port unless that is 53.
    pub server: String,
    /// The zone that holds the name; `None` if the server is to be asked.
    #[serde(default)]
    pub zone: Option<String>,
    /// The key's name.
    pub key_name: String,
    /// One of [`tsig::ALGORITHMS`].
    pub algorithm: String,
    /// The key, in base64.
    pub secret: Secret,
}

impl Rfc2136 {
    /// Whether we may change the addresses of `host`. Changes nothing.
    pub(super) async fn check(&self, app: &App, host: &str) -> Result<(), Trouble> {
        let mut nobody = Record::from_rdata(name(host)?, 0, RData::A(A(NOBODY)));
        // RFC 2136 §2.5.4: this one record is to go.
        nobody.dns_class = DNSClass::NONE;
        self.update(app, host, vec![nobody]).await
    }

    pub(super) async fn set_addresses(
        &self,
        app: &App,
        host: &str,
        change: &Change,
    ) -> Result<(), Trouble> {
        let owner = name(host)?;
        let mut records = Vec::new();
        let mut replace = |kind, data: Wish<RData>| {
            match data {
                Wish::Leave => {}
                Wish::Remove => records.push(none_of(&owner, kind)),
                Wish::Set(data) => records.extend([none_of(&owner, kind), one(&owner, data)]),
            };
        };
        replace(RecordType::A, change.ipv4.map(|address| RData::A(A(address))));
        replace(RecordType::AAAA, change.ipv6.map(|address| RData::AAAA(AAAA(address))));
        self.update(app, host, records).await
    }

    pub(super) async fn set_txt(
        &self,
        app: &App,
        fqdn: &str,
        value: Option<&str>,
    ) -> Result<(), Trouble> {
        let owner = name(fqdn)?;
        let mut records = vec![none_of(&owner, RecordType::TXT)];
        let text = value.map(|value| RData::TXT(TXT::new(vec![value.to_owned()])));
        records.extend(text.map(|text| one(&owner, text)));
        self.update(app, fqdn, records).await
    }

    /// Where the server is.
    pub(super) async fn addresses(&self, app: &App) -> Result<Vec<SocketAddr>, Trouble> {
        if let Ok(address) = self.server.parse() {
            return Ok(vec![address]);
        }
        let (host, port) = host_and_port(&self.server);
        let found = app.appliance.services.look_up(host, port).await;
        found.map_err(|_| Trouble::Away(format!("{} is not known", self.server)))
    }

    async fn update(&self, app: &App, host: &str, records: Vec<Record>) -> Result<(), Trouble> {
        if !app.clock.is_trusted() {
            return Err(Trouble::Untimely);
        }
        let signer = tsig::signer(&self.key_name, &self.algorithm, &self.secret)?;
        let mut last = Trouble::Away(format!("{} has no address", self.server));
        for server in self.addresses(app).await?.into_iter().take(ADDRESSES) {
            let zone = self.zone(app, server, host).await?;
            let id = u16::from_le_bytes(app.random.bytes());
            let mut message = update(id, &name(&zone)?, records.clone());
            let sealed = tsig::seal(&mut message, &signer, app.clock.now_ms())?;
            match exchange(server, &message, &sealed.bytes).await {
                Ok(answer) => {
                    sealed.open(&answer)?;
                    return verdict(answer.message.response_code);
                }
                Err(trouble) => last = trouble,
            }
        }
        Err(last)
    }
}

impl Rfc2136 {
    /// The zone of `host` there.
    async fn zone(&self, app: &App, server: SocketAddr, host: &str) -> Result<String, Trouble> {
        if let Some(zone) = &self.zone {
            return match zone::holds(zone, host) {
                true => Ok(zone.clone()),
                false => Err(Trouble::NotAllowed(format!("{host} is not in the zone {zone}"))),
            };
        }
        for zone in zone::candidates(host) {
            if look_up::has_zone(app, server, zone).await? {
                return Ok(zone.to_owned());
            }
        }
        Err(Trouble::NotAllowed(format!("it has no zone that holds {host}")))
    }
}

/// RFC 2136 §2: the zone where a question has its question, the changes where an answer has its authority.
fn update(id: u16, zone: &Name, records: Vec<Record>) -> Message {
    let mut message = Message::new(id, MessageType::Query, OpCode::Update);
    message.add_query(Query::query(zone.clone(), RecordType::SOA));
    message.authorities = records;
    message
}

/// RFC 2136 §2.5.2: all records of this kind are to go.
fn none_of(owner: &Name, kind: RecordType) -> Record {
    let mut record = Record::update0(owner.clone(), 0, kind);
    record.dns_class = DNSClass::ANY;
    record
}

fn one(owner: &Name, data: RData) -> Record {
    Record::from_rdata(owner.clone(), TTL_SECONDS, data)
}

/// What a properly signed answer says.
fn verdict(code: ResponseCode) -> Result<(), Trouble> {
    let not_allowed = |what: &str| Err(Trouble::NotAllowed(what.to_owned()));
    match code {
        ResponseCode::NoError => Ok(()),
        ResponseCode::Refused => not_allowed("the key may not change this name"),
        ResponseCode::NotAuth => not_allowed("it does not have this zone"),
        ResponseCode::NotZone => not_allowed("the name is not in the zone"),
        ResponseCode::NotImp => not_allowed("it takes no updates"),
        ResponseCode::ServFail => Err(Trouble::Away("it is out of order".into())),
        other => Err(Trouble::Odd(other.to_string())),
    }
}

fn host_and_port(server: &str) -> (&str, u16) {
    let named = server.rsplit_once(':').filter(|(host, _)| !host.contains(':'));
    let parsed = named.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    parsed.unwrap_or((server, DNS))
}

fn name(text: &str) -> Result<Name, Trouble> {
    zone::name(text).ok_or_else(|| Trouble::NotAllowed(format!("{text:?} is not a DNS name")))
}
