//! The packets of NAT-PMP (RFC 6886); pure.
//!
//! By hand, as in `pcp.rs`: the crates do not tell the epoch of an address answer, which is the one
//! packet that notices a restarted router, and do not send from an address of our choice.

use std::net::Ipv4Addr;

use super::answer::{Answer, Granted};
use super::mapping::Wan;

/// Asks for the address outside, and so for the epoch as well (§3.2).
pub(super) const ADDRESS: [u8; 2] = [VERSION, 0];

const VERSION: u8 = 0;
const MAP_TCP: u8 = 2;
const ANSWER: u8 = 0x80;
/// Result codes (§3.5).
const NETWORK_FAILURE: u16 = 3;

/// Asks for a port (§3.3); with a lifetime of 0 seconds gives it back (§3.4).
pub(super) fn map(internal: u16, external: u16, lifetime_s: u32) -> [u8; 12] {
    let [a, b] = internal.to_be_bytes();
    let [c, d] = external.to_be_bytes();
    let [e, f, g, h] = lifetime_s.to_be_bytes();
    [VERSION, MAP_TCP, 0, 0, a, b, c, d, e, f, g, h]
}

/// The answer to [`ADDRESS`]; `None` if it is none.
pub(super) fn read_address(bytes: &[u8]) -> Option<Answer<Ipv4Addr>> {
    let (epoch_s, code, rest) = head(bytes, 0)?;
    if code != 0 {
        return Some(Answer { epoch_s, result: Err(code) });
    }
    let octets: [u8; 4] = rest.get(..4)?.try_into().ok()?;
    Some(Answer { epoch_s, result: Ok(octets.into()) })
}

/// The answer to [`map`] for the same internal port; `None` if it is none.
pub(super) fn read_map(bytes: &[u8], internal: u16) -> Option<Answer<Granted>> {
    let (epoch_s, code, rest) = head(bytes, MAP_TCP)?;
    if code != 0 {
        return Some(Answer { epoch_s, result: Err(code) });
    }
    let rest: &[u8; 8] = rest.get(..8)?.try_into().ok()?;
    let [a, b, c, d, e, f, g, h] = *rest;
    let granted = Granted {
        external: u16::from_be_bytes([c, d]),
        lifetime_s: u32::from_be_bytes([e, f, g, h]),
        wan: None,
    };
    (u16::from_be_bytes([a, b]) == internal).then_some(Answer { epoch_s, result: Ok(granted) })
}

/// What an answer to [`ADDRESS`] says about the line.
pub(super) fn wan(result: Result<Ipv4Addr, u16>) -> Wan {
    match result {
        Ok(address) => Wan::of(address),
        Err(NETWORK_FAILURE) => Wan::Nothing,
        Err(_) => Wan::Unknown,
    }
}

/// Version, operation, result code and epoch; then what depends on the operation.
fn head(bytes: &[u8], operation: u8) -> Option<(u32, u16, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<8>()?;
    let [version, answered, c, d, e, f, g, h] = *head;
    let fits = version == VERSION && answered == ANSWER | operation;
    fits.then(|| (u32::from_be_bytes([e, f, g, h]), u16::from_be_bytes([c, d]), rest))
}
