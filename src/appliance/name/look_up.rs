//! What the world's DNS says about a name: from the servers that are responsible for it, so that no
//! cache on the way makes us wait.
//!
//! Where those cannot be asked, the resolvers of this machine are; where those cannot either, the
//! system, which also knows `/etc/hosts`.

use std::net::{IpAddr, SocketAddr};

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};
use tokio::join;

use super::exchange::exchange;
use super::pointing::Found;
use super::provider::Provider;
use super::trouble::Trouble;
use super::{resolvers, zone};
use crate::app::App;
use crate::net::guard::is_public;

const DNS: u16 = 53;
/// Servers of one zone that are asked, and addresses of each.
const SERVERS: usize = 3;
/// Chains of aliases are no longer in practice.
const ADDRESSES: usize = 16;

/// Who is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// A server that has the zone itself.
    Responsible,
    /// One that asks others.
    Resolver,
}

/// The addresses of `host`.
///
/// # Errors
/// If nobody can be asked.
pub(super) async fn addresses(
    app: &App,
    host: &str,
    provider: &Provider,
) -> Result<Found, Trouble> {
    for server in responsible(app, host, provider).await {
        match at(app, server, Whom::Responsible, host).await {
            // An alias leads to a zone of somebody else.
            Ok(found) if found.addresses.is_empty() && found.alias.is_some() => break,
            Ok(found) => return Ok(found),
            Err(trouble) => tracing::debug!(%server, ?trouble, "cannot ask"),
        }
    }
    for server in resolvers::all(app) {
        match at(app, server, Whom::Resolver, host).await {
            Ok(found) => return Ok(found),
            Err(trouble) => tracing::debug!(%server, ?trouble, "cannot ask"),
        }
    }
    let found = app.appliance.services.look_up(host, DNS).await?;
    let mut addresses: Vec<_> = found.iter().map(SocketAddr::ip).take(ADDRESSES).collect();
    addresses.sort_unstable();
    addresses.dedup();
    Ok(Found { addresses, alias: None })
}

/// Whether every responsible server that answers has `value` as a TXT record of `fqdn`; `None` if none
/// can be asked.
pub(super) async fn has_txt(
    app: &App,
    fqdn: &str,
    value: &str,
    provider: &Provider,
) -> Option<bool> {
    let mut has = None;
    for server in responsible(app, fqdn, provider).await {
        if let Ok(values) = txt_at(app, server, Whom::Responsible, fqdn).await {
            has = Some(has.unwrap_or(true) && values.iter().any(|found| found == value));
        }
    }
    has
}

/// The TXT records of `fqdn`.
///
/// # Errors
/// If nobody can be asked.
pub(super) async fn txt(
    app: &App,
    fqdn: &str,
    provider: &Provider,
) -> Result<Vec<String>, Trouble> {
    for server in responsible(app, fqdn, provider).await {
        if let Ok(values) = txt_at(app, server, Whom::Responsible, fqdn).await {
            return Ok(values);
        }
    }
    let mut last = Trouble::Away("no resolver is known".into());
    for server in resolvers::all(app) {
        match txt_at(app, server, Whom::Resolver, fqdn).await {
            Ok(values) => return Ok(values),
            Err(trouble) => last = trouble,
        }
    }
    Err(last)
}

/// Whether `server` has a zone of exactly this name.
pub(super) async fn has_zone(app: &App, server: SocketAddr, zone: &str) -> Result<bool, Trouble> {
    let name = zone::name(zone).ok_or_else(|| Trouble::Odd(format!("{zone:?} is not a name")))?;
    match ask(app, server, Whom::Responsible, &name, RecordType::SOA).await {
        Ok(answer) => Ok(answer.answers.iter().any(|record| record.name == name)),
        // It refuses questions about zones that it does not have.
        Err(Trouble::Odd(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The servers that have the zone of `host`, as far as they are to be found.
async fn responsible(app: &App, host: &str, provider: &Provider) -> Vec<SocketAddr> {
    if let Provider::Rfc2136(server) = provider {
        return server.addresses(app).await.unwrap_or_default();
    }
    for resolver in resolvers::all(app) {
        for zone in zone::candidates(host) {
            let Some(name) = zone::name(zone) else { return Vec::new() };
            match ask(app, resolver, Whom::Resolver, &name, RecordType::NS).await {
                Ok(answer) => {
                    let names = servers_of(&answer, &name);
                    if !names.is_empty() {
                        return addresses_of(app, names).await;
                    }
                }
                // The next resolver may know.
                Err(_) => break,
            }
        }
    }
    Vec::new()
}

fn servers_of(answer: &Message, zone: &Name) -> Vec<String> {
    let name = |record: &hickory_proto::rr::Record| match &record.data {
        RData::NS(server) if record.name == *zone => Some(server.0.to_ascii()),
        _ => None,
    };
    answer.answers.iter().filter_map(name).take(SERVERS).collect()
}

/// Only public ones: these names come from whoever runs the zone, who must not send us into the house.
async fn addresses_of(app: &App, names: Vec<String>) -> Vec<SocketAddr> {
    let mut found = Vec::new();
    for name in names {
        let addresses = app.appliance.services.look_up(name.trim_end_matches('.'), DNS).await;
        let public = addresses.unwrap_or_default().into_iter().find(|one| is_public(one.ip()));
        found.extend(public);
    }
    found
}

async fn at(app: &App, server: SocketAddr, whom: Whom, host: &str) -> Result<Found, Trouble> {
    let name = zone::name(host).ok_or_else(|| Trouble::Odd(format!("{host:?} is not a name")))?;
    let (ipv4, ipv6) = join!(
        ask(app, server, whom, &name, RecordType::A),
        ask(app, server, whom, &name, RecordType::AAAA)
    );
    let records = [ipv4?.answers, ipv6?.answers].concat();
    let mut found = Found::default();
    for record in records {
        match record.data {
            RData::A(address) => found.addresses.push(IpAddr::V4(address.0)),
            RData::AAAA(address) => found.addresses.push(IpAddr::V6(address.0)),
            RData::CNAME(target) if record.name == name => {
                found.alias = Some(target.0.to_ascii().trim_end_matches('.').to_owned());
            }
            _ => {}
        }
    }
    found.addresses.truncate(ADDRESSES);
    Ok(found)
}

async fn txt_at(
    app: &App,
    server: SocketAddr,
    whom: Whom,
    fqdn: &str,
) -> Result<Vec<String>, Trouble> {
    let name = zone::name(fqdn).ok_or_else(|| Trouble::Odd(format!("{fqdn:?} is not a name")))?;
    let answer = ask(app, server, whom, &name, RecordType::TXT).await?;
    let text = |data: RData| match data {
        // The strings of one record belong together.
        RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
        _ => None,
    };
    Ok(answer.answers.into_iter().filter_map(|record| text(record.data)).collect())
}

async fn ask(
    app: &App,
    server: SocketAddr,
    whom: Whom,
    name: &Name,
    kind: RecordType,
) -> Result<Message, Trouble> {
    let id = u16::from_le_bytes(app.random.bytes());
    let mut question = Message::new(id, MessageType::Query, OpCode::Query);
    question.metadata.recursion_desired = whom == Whom::Resolver;
    question.add_query(Query::query(name.clone(), kind));
    let bytes = question.to_vec().map_err(|cause| Trouble::Odd(cause.to_string()))?;
    let answer = exchange(server, &question, &bytes).await?.message;
    // A router that answers in place of the server we asked has it from a cache; and a server refuses
    // what is not its own.
    if whom == Whom::Responsible && !answer.authoritative {
        return Err(Trouble::Odd(format!("{server} is not responsible for {name}")));
    }
    match answer.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => Ok(answer),
        other => Err(Trouble::Away(format!("{server}: {other}"))),
    }
}
