//! Places for connections: so many in all, and fewer for one machine, so that it cannot take them all.
//!
//! A proxy on this machine speaks for everybody and may have as many as it wants.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The places. Cheap to clone.
#[derive(Clone)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place for a connection, until it is dropped.
pub(super) struct Place {
    places: Places,
    machine: IpAddr,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    pub(super) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(CONNECTIONS)), taken: Arc::default() }
    }

    /// Waits until there is a place for somebody.
    pub(super) async fn wait(&self) -> Option<OwnedSemaphorePermit> {
        self.all.clone().acquire_owned().await.ok()
    }

    /// Gives the place to `address`, unless it has enough.
    pub(super) fn give(&self, address: IpAddr, permit: OwnedSemaphorePermit) -> Option<Place> {
        let machine = machine(address);
        let mut taken = self.lock();
        let places = taken.entry(machine).or_default();
        if *places >= OF_ONE_MACHINE && !machine.is_loopback() {
            return None;
        }
        *places += 1;
        Some(Place { places: self.clone(), machine, _permit: permit })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        if let Some(places) = taken.get_mut(&self.machine) {
            *places -= 1;
            if *places == 0 {
                taken.remove(&self.machine);
            }
        }
    }
}

/// Whoever has an IPv6 address has a whole /64 of them.
fn machine(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        other => other,
    }
}

/// Each costs a few kilobytes while it is idle.
const CONNECTIONS: usize = 512;
/// A large server opens some tens at once when it has much to say.
const OF_ONE_MACHINE: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    async fn place(places: &Places, address: &str) -> Option<Place> {
        let permit = places.wait().await?;
        places.give(address.parse().unwrap(), permit)
    }

    #[tokio::test]
    async fn one_machine_cannot_take_all_places() {
        let places = Places::new();
        let mut held = Vec::new();
        for number in 0..OF_ONE_MACHINE {
            held.push(place(&places, &format!("2001:db8::{number:x}")).await.expect("a place"));
        }
        assert!(place(&places, "2001:db8::ffff").await.is_none());
        assert!(place(&places, "2001:db8:0:1::1").await.is_some());
        assert!(place(&places, "192.0.1.1").await.is_some());
        held.pop();
        assert!(place(&places, "2001:db8::ffff").await.is_some());
        drop(held);
        assert!(places.lock().is_empty());
    }

    #[tokio::test]
    async fn a_proxy_on_this_machine_has_as_many_as_it_wants() {
        let places = Places::new();
        let mut held = Vec::new();
        for _ in 0..2 * OF_ONE_MACHINE {
            held.push(place(&places, "127.0.0.1").await.expect("a place"));
        }
        assert!(place(&places, "::1").await.is_some());
    }
}
