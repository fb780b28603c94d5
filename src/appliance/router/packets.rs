//! A try to open our ports by packets: PCP, and NAT-PMP where the router is older.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::join;

use super::answer::{Answer, Granted};
use super::ask::ask;
use super::epoch::Epoch;
use super::mapping::{Outcome, Protocol, Wan};
use super::pcp::Nonce;
use super::pulse::Pulse;
use super::{nat_pmp, pcp};
use crate::appliance::ports::{self, Ports};

/// What we ask for, in seconds. A router that forgets us does so within the hour.
pub(super) const LEASE: Duration = Duration::from_secs(3600);
/// Shorter ones would mean to ask all the time.
const SHORTEST: Duration = Duration::from_secs(40);

/// Between whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// Our address.
    pub(super) ours: IpAddr,
    /// The router's, with the port of both protocols.
    pub(super) router: SocketAddr,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub(super) outcome: Outcome,
    pub(super) wan: Wan,
    /// The way to notice that the router has forgotten us.
    pub(super) pulse: Option<Pulse>,
}

/// Opens both ports, 443 with all news and 80 as well as can be.
pub(super) async fn open(pair: Pair, ports: Ports, nonce: &Nonce) -> Opened {
    let (new, old, _) = join!(
        by_pcp(pair, (ports.https, ports::HTTPS), nonce),
        address(pair),
        by_pcp(pair, (ports.http, ports::HTTP), nonce),
    );
    if new.outcome.is_settled() || old.pulse.is_none() {
        return Opened {
            outcome: new.outcome,
            wan: old.wan.or(new.wan),
            pulse: old.pulse.or(new.pulse),
        };
    }
    let (outcome, _) = join!(
        by_nat_pmp(pair, (ports.https, ports::HTTPS)),
        by_nat_pmp(pair, (ports.http, ports::HTTP)),
    );
    Opened { outcome: new.outcome.or_better(outcome), wan: old.wan.or(new.wan), pulse: old.pulse }
}

async fn by_pcp(pair: Pair, (internal, external): (u16, u16), nonce: &Nonce) -> Opened {
    let ask_for = |lifetime_s| {
        let question = pcp::map(pair.ours, nonce, internal, external, lifetime_s);
        let read = move |bytes: &[u8]| pcp::read_map(bytes, nonce, internal);
        async move { ask(pair.ours, pair.router, &question, read).await }
    };
    let Some(answer) = ask_for(asked_s()).await else { return Opened::silent() };
    let epoch = Epoch::now(answer.epoch_s);
    if answer.result == Err(pcp::UNSUPPORTED_VERSION.into()) {
        return Opened::silent();
    }
    let mut wan = match answer.result {
        Ok(Granted { wan: Some(IpAddr::V4(address)), .. }) => Wan::of(address),
        Err(code) if pcp::has_no_line(code) && pair.ours.is_ipv4() => Wan::Nothing,
        _ => Wan::Unknown,
    };
    let outcome = judge(answer, external, Protocol::Pcp);
    if matches!(outcome, Outcome::Taken { .. }) {
        ask_for(0).await;
        wan = Wan::Unknown;
    }
    Opened { outcome, wan, pulse: Some(Pulse::new(pair, Protocol::Pcp, epoch)) }
}

async fn by_nat_pmp(pair: Pair, (internal, external): (u16, u16)) -> Outcome {
    let read = |bytes: &[u8]| nat_pmp::read_map(bytes, internal);
    let question = nat_pmp::map(internal, external, asked_s());
    let Some(answer) = ask(pair.ours, pair.router, &question, read).await else {
        return Outcome::NoControl;
    };
    let outcome = judge(answer, external, Protocol::NatPmp);
    if matches!(outcome, Outcome::Taken { .. }) {
        ask(pair.ours, pair.router, &nat_pmp::map(internal, 0, 0), read).await;
    }
    outcome
}

/// The router's address outside, if it speaks NAT-PMP.
async fn address(pair: Pair) -> Opened {
    if pair.ours.is_ipv6() {
        return Opened::silent();
    }
    let answer = ask(pair.ours, pair.router, &nat_pmp::ADDRESS, nat_pmp::read_address).await;
    let Some(Answer { epoch_s, result }) = answer else { return Opened::silent() };
    let pulse = Some(Pulse::new(pair, Protocol::NatPmp, Epoch::now(epoch_s)));
    Opened { outcome: Outcome::NoControl, wan: nat_pmp::wan(result), pulse }
}

impl Opened {
    pub(super) fn silent() -> Self {
        Self { outcome: Outcome::NoControl, wan: Wan::Unknown, pulse: None }
    }
}

/// Only the port that we asked for is any use: addresses of the fediverse have no ports.
fn judge(answer: Answer<Granted>, external: u16, by: Protocol) -> Outcome {
    match answer.result {
        Ok(granted) if granted.external != external => Outcome::Taken { holder: None },
        Ok(Granted { lifetime_s: 0, .. }) => Outcome::Refused(format!("{by}: for 0 seconds")),
        Ok(granted) => {
            let lease = Duration::from_secs(granted.lifetime_s.into());
            Outcome::Mapped { by, lease: lease.clamp(SHORTEST, LEASE) }
        }
        Err(code) => Outcome::Refused(format!("{by}: {code}")),
    }
}

fn asked_s() -> u32 {
    u32::try_from(LEASE.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(external: u16, lifetime_s: u32) -> Answer<Granted> {
        Answer { epoch_s: 1, result: Ok(Granted { external, lifetime_s, wan: None }) }
    }

    #[test]
    fn another_port_is_none() {
        let outcome = judge(granted(1024, 3600), 443, Protocol::Pcp);
        assert_eq!(outcome, Outcome::Taken { holder: None });
    }

    #[test]
    fn absurd_lifetimes_become_sensible_ones() {
        let lease = |lifetime_s| match judge(granted(443, lifetime_s), 443, Protocol::NatPmp) {
            Outcome::Mapped { lease, .. } => Some(lease.as_secs()),
            _ => None,
        };
        assert_eq!(lease(0), None);
        assert_eq!(lease(1), Some(40));
        assert_eq!(lease(1800), Some(1800));
        assert_eq!(lease(u32::MAX), Some(3600));
    }

    #[test]
    fn a_refusal_keeps_its_number() {
        let refused = Answer { epoch_s: 1, result: Err(2) };
        assert_eq!(judge(refused, 443, Protocol::Pcp), Outcome::Refused("PCP: 2".into()));
    }
}
