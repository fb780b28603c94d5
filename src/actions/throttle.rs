//! Slows down whoever tries passphrases: a few are free, then each wrong one costs a longer wait.
//!
//! Per address, so that a stranger cannot keep the owner out; hashing itself happens one at a time,
//! which bounds the memory and the guesses of everybody together.

use std::net::IpAddr;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;

/// Wrong tries without a wait.
const FREE: u32 = 5;
/// The first wait; doubles with each wrong try.
const FIRST_WAIT_MS: i64 = 15_000;
/// The longest wait.
const LONGEST_WAIT_MS: i64 = 15 * 60_000;
/// How many addresses are remembered.
const ADDRESSES: NonZero<usize> = NonZero::<usize>::MIN.saturating_add(511);

/// Wrong tries by address. Cheap to clone.
#[derive(Clone)]
pub struct Throttle {
    failures: Arc<Mutex<LruCache<IpAddr, Failures>>>,
    /// Taken while a passphrase is hashed.
    turn: Arc<Semaphore>,
}

#[derive(Clone, Copy, Default)]
struct Failures {
    count: u32,
    last_ms: i64,
}

impl Default for Throttle {
    /// Nobody has failed yet.
    fn default() -> Self {
        let failures = Arc::new(Mutex::new(LruCache::new(ADDRESSES)));
        Self { failures, turn: Arc::new(Semaphore::new(1)) }
    }
}

impl Throttle {
    /// A turn for `address` to try: to be held while the passphrase is hashed. It counts as failed until somebody
    /// says that it [succeeded](Self::succeeded), so that nobody tries for nothing by hanging up.
    ///
    /// # Errors
    /// How long it must still wait, in milliseconds.
    pub(super) async fn turn(
        &self,
        address: IpAddr,
        clock: &Clock,
    ) -> Result<OwnedSemaphorePermit, i64> {
        // Whoever must wait does so elsewhere.
        self.may_try(address, clock)?;
        let turn = self.turn.clone().acquire_owned().await.map_err(|_| FIRST_WAIT_MS)?;
        // Others of the same address may have failed meanwhile.
        self.may_try(address, clock)?;
        self.failed(address, clock.now_ms());
        Ok(turn)
    }

    fn may_try(&self, address: IpAddr, clock: &Clock) -> Result<(), i64> {
        match self.wait_ms(address, clock.now_ms()) {
            0 => Ok(()),
            wait_ms => Err(wait_ms),
        }
    }

    /// How long `address` must still wait, in milliseconds; 0 if it may try now.
    fn wait_ms(&self, address: IpAddr, now_ms: i64) -> i64 {
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failures) = all.get(&network(address)).copied() else { return 0 };
        let Some(over) = failures.count.checked_sub(FREE) else { return 0 };
        let wait = FIRST_WAIT_MS.saturating_mul(1 << over.min(10)).min(LONGEST_WAIT_MS);
        (failures.last_ms + wait - now_ms).clamp(0, wait)
    }

    /// A wrong passphrase came from `address`, for all we know.
    fn failed(&self, address: IpAddr, now_ms: i64) {
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = all.get_or_insert_mut(network(address), Failures::default);
        failures.count = failures.count.saturating_add(1);
        failures.last_ms = now_ms;
    }

    /// The right passphrase came from `address`.
    pub(super) fn succeeded(&self, address: IpAddr) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).pop(&network(address));
    }
}

/// Somebody with IPv6 has a whole /64 to try from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_try_that_nobody_waits_for_counts_too() {
        let (throttle, clock) = (Throttle::default(), Clock::set_to(0));
        let here = IpAddr::from([192, 0, 2, 1]);
        for _ in 0..FREE {
            drop(throttle.turn(here, &clock).await.expect("a turn"));
        }
        assert_eq!(throttle.turn(here, &clock).await.err(), Some(FIRST_WAIT_MS));
    }

    #[test]
    fn after_some_wrong_tries_an_address_waits_longer_each_time() {
        let throttle = Throttle::default();
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for _ in 1..FREE {
            throttle.failed(here, 0);
            assert_eq!(throttle.wait_ms(here, 0), 0);
        }
        throttle.failed(here, 0);
        assert_eq!(throttle.wait_ms(here, 5_000), FIRST_WAIT_MS - 5_000);
        throttle.failed(here, 20_000);
        assert_eq!(throttle.wait_ms(here, 20_000), 2 * FIRST_WAIT_MS);
        assert_eq!(throttle.wait_ms(there, 20_000), 0);
        throttle.succeeded(here);
        assert_eq!(throttle.wait_ms(here, 20_000), 0);
    }
}
