//! Hosts that we never met, counted by the domain that they are below.
//!
//! Whoever owns a domain has as many host names below it as they like; we do not have to get to know
//! them all (hostile input 63). In memory, bounded.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

/// Cheap to clone; clones share the count.
#[derive(Clone)]
pub struct Newcomers(Arc<Mutex<LruCache<String, Hour>>>);

struct Hour {
    since_ms: i64,
    hosts: BTreeSet<String>,
}

impl Newcomers {
    /// Whether we may get to know `host` now, as one of a few below its domain within an hour.
    pub fn admit(&self, host: &str, now_ms: i64) -> bool {
        let mut domains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Hour { since_ms: now_ms, hosts: BTreeSet::new() };
        let hour = domains.get_or_insert_mut(registrable(host).to_owned(), fresh);
        if hour.since_ms <= now_ms - HOUR_MS {
            *hour = fresh();
        }
        if hour.hosts.len() >= MOST && !hour.hosts.contains(host) {
            return false;
        }
        hour.hosts.insert(host.to_owned());
        true
    }
}

impl Default for Newcomers {
    fn default() -> Self {
        let mut domains = LruCache::unbounded();
        domains.resize(NonZeroUsize::new(DOMAINS).unwrap_or(NonZeroUsize::MIN));
        Self(Arc::new(Mutex::new(domains)))
    }
}

/// What somebody may own: the last two labels, or three for the likes of `co.uk`. The list of public
/// suffixes would be exact, but this only decides who shares a count.
fn registrable(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else { return host };
    let is_country = host.len() - last == 3;
    let is_short = last - second <= 4;
    let start = if is_country && is_short { dots.next() } else { Some(second) };
    start.and_then(|dot| host.get(dot + 1..)).unwrap_or(host)
}

const MOST: usize = 20;
const DOMAINS: usize = 512;
const HOUR_MS: i64 = 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_below_one_domain_share_its_count() {
        let newcomers = Newcomers::default();
        for number in 0..1000 {
            let host = format!("{number}.evil.example");
            assert_eq!(newcomers.admit(&host, 0), number < MOST, "{host}");
        }
        assert!(newcomers.admit("0.evil.example", 0), "met already");
        assert!(newcomers.admit("a.example", 0), "another domain");
        assert!(newcomers.admit("999.evil.example", HOUR_MS));
    }

    #[test]
    fn what_somebody_may_own_is_found() {
        for (host, owned) in [
            ("a.example", "a.example"),
            ("a.b.example", "b.example"),
            ("a.b.c.example", "c.example"),
            ("a.co.uk", "a.co.uk"),
            ("x.a.co.uk", "a.co.uk"),
            ("a.social.de", "social.de"),
            ("1.2.3.4", "3.4"),
            ("example", "example"),
        ] {
            assert_eq!(registrable(host), owned, "{host}");
        }
    }
}
