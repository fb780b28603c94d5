//! The lobby: where a connection stays until it has asked its first question.
//!
//! Shaking hands, naming oneself and asking must not take long, and whoever only occupies the lobby must not
//! keep out others: when it is full, the one who has waited longest of the machine with the most there
//! has to leave. An honest client is through in a round trip or two.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

/// Everybody who waits. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Lobby(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    arrivals: u64,
    /// By arrival. Dropping a guest's sender turns them out.
    guests: BTreeMap<u64, (IpAddr, oneshot::Sender<()>)>,
}

/// Somebody who came in.
pub(super) struct Guest {
    lobby: Lobby,
    number: u64,
    has_asked: AtomicBool,
}

/// Ends when the guest has to leave.
pub(super) struct Patience(oneshot::Receiver<()>);

impl Lobby {
    /// Lets a connection of `machine` in.
    pub(super) fn enter(&self, machine: IpAddr) -> (Guest, Patience) {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.lock();
        if waiting.guests.len() >= MOST {
            waiting.turn_one_out();
        }
        let number = waiting.arrivals;
        waiting.arrivals += 1;
        waiting.guests.insert(number, (machine, sender));
        let guest = Guest { lobby: self.clone(), number, has_asked: AtomicBool::new(false) };
        (guest, Patience(receiver))
    }

    /// Somebody must leave, if anybody is here.
    pub(super) fn make_room(&self) {
        self.lock().turn_one_out();
    }

    /// Everybody must leave.
    pub(super) fn clear(&self) {
        self.lock().guests.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn turn_one_out(&mut self) {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        for (machine, _) in self.guests.values() {
            *counts.entry(*machine).or_default() += 1;
        }
        let count = |machine: &IpAddr| counts.get(machine).copied().unwrap_or(0);
        let most = counts.values().copied().max();
        let mut oldest =
            self.guests.iter().filter(|(_, (machine, _))| Some(count(machine)) == most);
        if let Some((&number, (machine, _))) = oldest.next() {
            tracing::debug!(%machine, "hung up: it has asked nothing yet and others wait");
            self.guests.remove(&number);
        }
    }
}

impl Guest {
    /// A proxy has named whose connection it really is.
    pub(super) fn belongs_to(&self, machine: IpAddr) {
        if let Some((whose, _)) = self.lobby.lock().guests.get_mut(&self.number) {
            *whose = machine;
        }
    }

    /// The first question was asked; the guest belongs to the house.
    pub(super) fn asks(&self) {
        if self.has_asked.swap(true, Ordering::Relaxed) {
            return;
        }
        if let Some((_, sender)) = self.lobby.lock().guests.remove(&self.number) {
            // Nobody listens any more if the connection is ending.
            let _ = sender.send(());
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        if !*self.has_asked.get_mut() {
            self.lobby.lock().guests.remove(&self.number);
        }
    }
}

impl Patience {
    /// Waits until the guest was turned out, or has asked nothing for too long.
    pub(super) async fn ends(self) {
        if let Ok(Ok(())) = timeout(FIRST_QUESTION_TIME, self.0).await {
            std::future::pending().await
        }
    }
}

/// A quarter of all places.
const MOST: usize = 128;
/// A connection that never asked anything by then is closed.
const FIRST_QUESTION_TIME: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(number: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, number])
    }

    fn has_to_leave(patience: &mut Patience) -> bool {
        matches!(patience.0.try_recv(), Err(oneshot::error::TryRecvError::Closed))
    }

    #[test]
    fn the_machine_with_the_most_guests_has_to_make_room() {
        let lobby = Lobby::default();
        let mut honest = lobby.enter(machine(1));
        let mut flood: Vec<_> = (0..2 * MOST).map(|_| lobby.enter(machine(2))).collect();
        assert!(!has_to_leave(&mut honest.1));
        assert_eq!(lobby.lock().guests.len(), MOST);
        assert!(has_to_leave(&mut flood[0].1));
        assert!(!has_to_leave(&mut flood[2 * MOST - 1].1));
        drop((honest, flood));
        assert!(lobby.lock().guests.is_empty());
    }

    #[test]
    fn among_equals_the_oldest_has_to_leave() {
        let lobby = Lobby::default();
        let (mut one, mut two) = (lobby.enter(machine(1)), lobby.enter(machine(2)));
        lobby.make_room();
        assert!(has_to_leave(&mut one.1) && !has_to_leave(&mut two.1));
        lobby.clear();
        assert!(has_to_leave(&mut two.1));
        lobby.make_room();
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_has_asked_may_stay() {
        let lobby = Lobby::default();
        let (guest, patience) = lobby.enter(machine(1));
        guest.asks();
        lobby.clear();
        assert!(timeout(10 * FIRST_QUESTION_TIME, patience.ends()).await.is_err());
        let (_silent, patience) = lobby.enter(machine(1));
        patience.ends().await;
    }
}
