//! Everybody who is connected, and who of them has to leave when there is no room.
//!
//! Shaking hands, naming oneself and asking the first question must not take long. When too many are still at
//! that, whoever has dawdled has to leave for each that comes; when the house is full, one of them, or somebody
//! who has asked nothing for long, or at least not just now. The machine with the most of those gives way, so
//! that a crowd harms itself first. Those who have only just come stay: they may all be honest, and we slow. So does
//! whoever is being told events ([`Line::stay`]).

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::entrance::Line;

/// Everybody. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Guests(Arc<Mutex<House>>);

#[derive(Default)]
struct House {
    arrivals: u64,
    /// By arrival.
    seats: BTreeMap<u64, Seat>,
}

struct Seat {
    machine: IpAddr,
    has_asked: bool,
    /// When the guest came, or last asked something.
    since: Instant,
    /// Hung up when the guest has to leave.
    line: Line,
}

/// Somebody who came in.
pub(super) struct Guest {
    guests: Guests,
    number: u64,
    line: Line,
}

impl Guests {
    /// Lets a connection of `machine` in.
    pub(super) fn enter(&self, machine: IpAddr) -> Arc<Guest> {
        let line = Line::default();
        let since = Instant::now();
        let seat = Seat { machine, has_asked: false, since, line: line.clone() };
        let mut house = self.lock();
        if house.seats.values().filter(|seat| !seat.has_asked).count() >= NEWCOMERS {
            house.turn_one_out(dawdles);
        }
        let number = house.arrivals;
        house.arrivals += 1;
        house.seats.insert(number, seat);
        Arc::new(Guest { guests: self.clone(), number, line })
    }

    /// Somebody must leave, if there is anybody who can be asked to.
    pub(super) fn make_room(&self) {
        let mut house = self.lock();
        let _ = [dawdles, is_idle, is_quiet].into_iter().any(|may| house.turn_one_out(may));
    }

    /// Nobody can ask a first question any more.
    pub(super) fn close(&self) {
        while self.lock().turn_one_out(|seat| !seat.has_asked) {}
    }

    fn lock(&self) -> MutexGuard<'_, House> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl House {
    /// Of those who `may` be turned out, the first of the machine with the most of them.
    fn turn_one_out(&mut self, may: fn(&Seat) -> bool) -> bool {
        let mut counts: HashMap<IpAddr, usize> = HashMap::new();
        for seat in self.seats.values().filter(|seat| may(seat)) {
            *counts.entry(seat.machine).or_default() += 1;
        }
        let most = counts.values().copied().max();
        let gives_way = |seat: &Seat| may(seat) && counts.get(&seat.machine).copied() == most;
        let Some((&number, _)) = self.seats.iter().find(|(_, seat)| gives_way(seat)) else {
            return false;
        };
        if let Some(seat) = self.seats.remove(&number) {
            tracing::debug!(machine = %seat.machine, "hung up: it asks nothing and others wait");
            seat.line.hang_up();
        }
        true
    }
}

fn dawdles(seat: &Seat) -> bool {
    !seat.has_asked && seat.since.elapsed() >= USUAL_TIME
}

fn is_idle(seat: &Seat) -> bool {
    seat.has_asked && !seat.line.stays() && seat.since.elapsed() >= IDLE_TIME
}

/// A few machines that ask something now and then must not keep all others out.
fn is_quiet(seat: &Seat) -> bool {
    seat.has_asked && !seat.line.stays() && seat.since.elapsed() >= USUAL_TIME
}

impl Guest {
    /// The connection.
    pub(super) fn line(&self) -> Line {
        self.line.clone()
    }

    /// A question was asked.
    pub(super) fn asks(&self) {
        if let Some(seat) = self.guests.lock().seats.get_mut(&self.number) {
            (seat.has_asked, seat.since) = (true, Instant::now());
        }
    }

    /// A proxy has named whose connection it really is.
    pub(super) fn belongs_to(&self, machine: IpAddr) {
        if let Some(seat) = self.guests.lock().seats.get_mut(&self.number) {
            seat.machine = machine;
        }
    }

    /// Waits until the guest has to leave: for others, or because it never asked anything.
    pub(super) async fn has_to_leave(&self) {
        if timeout(FIRST_QUESTION_TIME, self.line.is_hung_up()).await.is_err() && self.has_asked() {
            self.line.is_hung_up().await;
        }
    }

    fn has_asked(&self) -> bool {
        self.guests.lock().seats.get(&self.number).is_some_and(|seat| seat.has_asked)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        self.guests.lock().seats.remove(&self.number);
    }
}

/// So many may have asked nothing yet before somebody has to leave for it: a quarter of all.
const NEWCOMERS: usize = 128;
/// In so much time a first question has come, even over a bad line and to a busy board.
const USUAL_TIME: Duration = Duration::from_secs(3);
/// A connection that never asked anything by then is closed.
const FIRST_QUESTION_TIME: Duration = Duration::from_secs(15);
/// Whoever has asked nothing for so long has been answered.
const IDLE_TIME: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(number: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, number])
    }

    fn is_in(guest: &Guest) -> bool {
        guest.guests.lock().seats.contains_key(&guest.number)
    }

    #[tokio::test(start_paused = true)]
    async fn the_machine_with_the_most_who_dawdle_gives_way() {
        let guests = Guests::default();
        let honest = guests.enter(machine(1));
        let mut flood: Vec<_> = (1..NEWCOMERS).map(|_| guests.enter(machine(2))).collect();
        tokio::time::advance(USUAL_TIME).await;
        flood.extend((0..NEWCOMERS / 2).map(|_| guests.enter(machine(2))));
        assert_eq!(guests.lock().seats.len(), NEWCOMERS);
        assert!(is_in(&honest) && !is_in(&flood[0]) && is_in(&flood[NEWCOMERS]));
        flood[0].has_to_leave().await;
        drop((honest, flood));
        assert!(guests.lock().seats.is_empty());
    }

    #[tokio::test]
    async fn a_burst_of_many_who_have_just_come_is_let_in() {
        let guests = Guests::default();
        let burst: Vec<_> = (0..3 * NEWCOMERS).map(|_| guests.enter(machine(1))).collect();
        guests.make_room();
        assert!(burst.iter().all(|guest| is_in(guest)));
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_dawdle_give_way_before_the_idle_and_nobody_else_does() {
        let guests = Guests::default();
        let idle = guests.enter(machine(1));
        idle.asks();
        tokio::time::advance(IDLE_TIME).await;
        let (silent, busy) = (guests.enter(machine(1)), guests.enter(machine(1)));
        tokio::time::advance(USUAL_TIME).await;
        busy.asks();
        guests.make_room();
        assert!(is_in(&idle) && !is_in(&silent));
        guests.make_room();
        assert!(!is_in(&idle));
        guests.make_room();
        assert!(is_in(&busy));
        idle.has_to_leave().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_few_machines_that_ask_now_and_then_cannot_keep_the_house_full() {
        let guests = Guests::default();
        let honest = guests.enter(machine(1));
        let crowd: Vec<_> = (0..8).map(|number| guests.enter(machine(2 + number / 4))).collect();
        for guest in crowd.iter().chain([&honest]) {
            guest.asks();
        }
        tokio::time::advance(USUAL_TIME).await;
        crowd[0].asks();
        guests.make_room();
        guests.make_room();
        assert!(is_in(&honest) && is_in(&crowd[0]));
        assert_eq!(crowd.iter().filter(|guest| is_in(guest)).count(), 6);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_told_events_gives_way_to_nobody() {
        let guests = Guests::default();
        let guest = guests.enter(machine(1));
        guest.asks();
        let stream = guest.line().stay();
        tokio::time::advance(2 * IDLE_TIME).await;
        guests.make_room();
        assert!(is_in(&guest));
        drop(stream);
        guests.make_room();
        assert!(!is_in(&guest));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_has_asked_may_stay() {
        let guests = Guests::default();
        let (guest, silent) = (guests.enter(machine(1)), guests.enter(machine(1)));
        guest.asks();
        silent.has_to_leave().await;
        assert!(timeout(10 * FIRST_QUESTION_TIME, guest.has_to_leave()).await.is_err());
        guests.close();
        assert!(is_in(&guest) && !is_in(&silent));
    }
}
