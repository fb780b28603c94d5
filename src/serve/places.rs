//! Places for connections: so many in all, and fewer for one machine, so that it cannot take them all.
//!
//! A proxy speaks for everybody and may have as many as it wants: one on this machine, or a trusted one. As
//! soon as it names its client, the place counts as the client's.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::guests::Guests;
use super::networks::Networks;

/// The places. Cheap to clone.
#[derive(Clone)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    trusted: Networks,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place for a connection, until it is dropped.
pub(super) struct Place {
    places: Places,
    machine: IpAddr,
    permit: Option<OwnedSemaphorePermit>,
}

impl Places {
    pub(super) fn new(trusted: Networks) -> Self {
        Self { all: Arc::new(Semaphore::new(CONNECTIONS)), trusted, taken: Arc::default() }
    }

    /// Waits until there is a place, which one of the `guests` may have to give up, and gives it to
    /// `address`, unless it has enough.
    pub(super) async fn take(&self, address: IpAddr, guests: &Guests) -> Option<Place> {
        // First, so that nobody waits for the one who has enough.
        let machine = self.count(address)?;
        let mut place = Place { places: self.clone(), machine, permit: None };
        place.permit = Some(self.wait(guests).await?);
        Some(place)
    }

    async fn wait(&self, guests: &Guests) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = self.all.clone().try_acquire_owned() {
            return Some(permit);
        }
        loop {
            guests.make_room();
            if let Ok(permit) = timeout(PATIENCE, self.all.clone().acquire_owned()).await {
                return permit.ok();
            }
        }
    }

    /// One more for the machine at `address`.
    fn count(&self, address: IpAddr) -> Option<IpAddr> {
        let machine = machine(address);
        let mut taken = self.lock();
        let places = taken.entry(machine).or_default();
        let speaks_for_many = machine.is_loopback() || self.trusted.contain(address);
        if *places >= OF_ONE_MACHINE && !speaks_for_many {
            return None;
        }
        *places += 1;
        Some(machine)
    }

    fn give_back(&self, machine: IpAddr) {
        let mut taken = self.lock();
        if let Some(places) = taken.get_mut(&machine) {
            *places -= 1;
            if *places == 0 {
                taken.remove(&machine);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The place is another machine's from now on, unless that has enough.
    pub(super) fn pass_to(&mut self, address: IpAddr) -> Option<()> {
        let machine = self.places.count(address)?;
        self.places.give_back(std::mem::replace(&mut self.machine, machine));
        Some(())
    }

    /// Whose it is.
    pub(super) fn machine(&self) -> IpAddr {
        self.machine
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.give_back(self.machine);
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
/// Who cannot be asked to leave now may be so a little later.
const PATIENCE: Duration = Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;

    async fn place(places: &Places, address: &str) -> Option<Place> {
        places.take(address.parse().unwrap(), &Guests::default()).await
    }

    #[tokio::test]
    async fn one_machine_cannot_take_all_places() {
        let places = Places::new(Networks::default());
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
    async fn a_proxy_has_as_many_as_it_wants() {
        let places = Places::new(Networks::parse("10.0.0.1").unwrap());
        for proxy in ["127.0.0.1", "10.0.0.1"] {
            let mut held = Vec::new();
            for _ in 0..2 * OF_ONE_MACHINE {
                held.push(place(&places, proxy).await.expect("a place"));
            }
        }
    }

    #[tokio::test]
    async fn a_client_behind_a_proxy_cannot_take_all_places_either() {
        let places = Places::new(Networks::parse("10.0.0.1").unwrap());
        let mut held = Vec::new();
        for _ in 0..OF_ONE_MACHINE {
            let mut place = place(&places, "10.0.0.1").await.expect("a place");
            place.pass_to([192, 0, 2, 9].into()).expect("still a place");
            held.push(place);
        }
        let mut one_more = place(&places, "10.0.0.1").await.expect("a place");
        assert!(one_more.pass_to([192, 0, 2, 9].into()).is_none());
        assert!(one_more.pass_to([192, 0, 2, 10].into()).is_some());
        drop((held, one_more));
        assert!(places.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_only_dawdles_gives_up_a_place() {
        let (places, guests) = (Places::new(Networks::default()), Guests::default());
        let address = [127, 0, 0, 1].into();
        let mut held = Vec::new();
        for _ in 1..CONNECTIONS {
            held.push(places.take(address, &guests).await);
        }
        let silent = places.take(address, &guests).await;
        let guest = guests.enter(address);
        tokio::spawn(async move {
            guest.has_to_leave().await;
            drop(silent);
        });
        assert!(places.take(address, &guests).await.is_some());
    }
}
