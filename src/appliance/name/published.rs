//! What we told the DNS provider last, so that a restart tells it nothing new, and what to tell it next.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use super::change::{Change, Wish};
use crate::appliance::addresses::Addresses;
use crate::error::Result;
use crate::store::{Read, Write, settings};

/// A row of `settings`.
const PUBLISHED: &str = "dns_published";

/// What the provider has from us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Published {
    /// Under which name.
    pub(super) host: String,
    pub(super) ipv4: Option<Ipv4Addr>,
    pub(super) ipv6: Option<Ipv6Addr>,
}

/// Whether an address that is gone has been gone for so long that its record should go too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct GoneForGood {
    pub(super) ipv4: bool,
    pub(super) ipv6: bool,
}

impl Published {
    pub(super) fn load(db: &Read) -> Result<Self> {
        let row = settings::value(db, PUBLISHED)?;
        Ok(row.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    pub(super) fn save(&self, tx: &Write) -> Result<()> {
        settings::set(tx, PUBLISHED, &serde_json::to_string(self)?)
    }

    /// What the provider must be told. All that is known is told again whenever something changed:
    /// update URLs cannot change one address alone.
    pub(super) fn change(&self, host: &str, ours: Addresses, gone: GoneForGood) -> Change {
        let was = if self.host == host { self.clone() } else { Self::default() };
        let (ipv4, new_ipv4) = wish(was.ipv4, ours.ipv4, gone.ipv4);
        let (ipv6, new_ipv6) = wish(was.ipv6, ours.ipv6, gone.ipv6);
        if new_ipv4 || new_ipv6 { Change { ipv4, ipv6 } } else { Change::default() }
    }

    /// What the provider has after `change`.
    pub(super) fn after(&self, host: &str, change: &Change) -> Self {
        let was = if self.host == host { self.clone() } else { Self::default() };
        Self {
            host: host.to_owned(),
            ipv4: result(was.ipv4, change.ipv4),
            ipv6: result(was.ipv6, change.ipv6),
        }
    }
}

/// What is to happen to a record, and whether that is new.
fn wish<T: Copy + PartialEq>(was: Option<T>, now: Option<T>, gone: bool) -> (Wish<T>, bool) {
    match (was, now) {
        (was, Some(now)) => (Wish::Set(now), was != Some(now)),
        (Some(_), None) if gone => (Wish::Remove, true),
        // Not ours to take away: perhaps the router has only not spoken yet.
        (_, None) => (Wish::Leave, false),
    }
}

fn result<T>(was: Option<T>, wish: Wish<T>) -> Option<T> {
    match wish {
        Wish::Leave => was,
        Wish::Set(now) => Some(now),
        Wish::Remove => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "home.example";
    const V4: Ipv4Addr = Ipv4Addr::new(192, 0, 1, 7);
    const V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7);

    fn ours(ipv4: Option<Ipv4Addr>, ipv6: Option<Ipv6Addr>) -> Addresses {
        Addresses { ipv4, ipv6 }
    }

    fn published() -> Published {
        Published { host: HOST.into(), ipv4: Some(V4), ipv6: Some(V6) }
    }

    #[test]
    fn what_is_published_already_is_not_sent_again() {
        let change = published().change(HOST, ours(Some(V4), Some(V6)), GoneForGood::default());
        assert!(change.is_nothing());
    }

    #[test]
    fn a_new_address_is_sent_together_with_the_old_one() {
        let moved = Ipv4Addr::new(192, 0, 1, 8);
        let change = published().change(HOST, ours(Some(moved), Some(V6)), GoneForGood::default());
        assert_eq!(change, Change { ipv4: Wish::Set(moved), ipv6: Wish::Set(V6) });
        assert_eq!(published().after(HOST, &change).ipv4, Some(moved));
    }

    #[test]
    fn an_address_that_is_not_known_at_the_moment_stays_in_dns() {
        let change = published().change(HOST, ours(None, Some(V6)), GoneForGood::default());
        assert!(change.is_nothing());
        let gone = GoneForGood { ipv4: true, ipv6: false };
        let change = published().change(HOST, ours(None, Some(V6)), gone);
        assert_eq!(change, Change { ipv4: Wish::Remove, ipv6: Wish::Set(V6) });
        assert_eq!(published().after(HOST, &change).ipv4, None);
    }

    #[test]
    fn another_name_starts_anew_and_nothing_of_others_is_removed() {
        let gone = GoneForGood { ipv4: true, ipv6: true };
        let change = published().change("new.example", ours(Some(V4), None), gone);
        assert_eq!(change, Change { ipv4: Wish::Set(V4), ipv6: Wish::Leave });
    }
}
