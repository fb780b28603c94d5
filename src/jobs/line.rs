//! Whether our own line is down, as far as can be told from who does not answer.
//!
//! A home loses its line now and then. That must not count against other servers, or a night without
//! internet would end in their being given up. Pure.

use std::collections::BTreeMap;

use crate::id::HostId;

/// What was seen lately.
#[derive(Debug, Default)]
pub(super) struct Line {
    unreachable: BTreeMap<HostId, i64>,
    answered_ms: Option<i64>,
    was_down: bool,
}

/// What became of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It seems to be down.
    Down,
    /// It is up again.
    Up,
}

impl Line {
    /// Somebody out there answered.
    pub(super) fn answered(&mut self, now_ms: i64) {
        self.unreachable.clear();
        self.answered_ms = Some(now_ms);
    }

    /// A host could not be reached at all.
    pub(super) fn unreachable(&mut self, host: HostId, now_ms: i64) {
        self.unreachable.retain(|_, seen_ms| *seen_ms > now_ms - LATELY_MS);
        self.unreachable.insert(host, now_ms);
    }

    /// Several hosts could not be reached lately, and nobody answered.
    pub(super) fn is_down(&self, now_ms: i64) -> bool {
        let answered = self.answered_ms.is_some_and(|answered| answered > now_ms - LATELY_MS);
        self.unreachable.len() >= SEVERAL && !answered
    }

    /// The turn that it took since this was last asked, for the log.
    pub(super) fn turn(&mut self, now_ms: i64) -> Option<Turn> {
        let is_down = self.is_down(now_ms);
        let turned = is_down != self.was_down;
        self.was_down = is_down;
        turned.then_some(if is_down { Turn::Down } else { Turn::Up })
    }
}

const SEVERAL: usize = 3;
const LATELY_MS: i64 = 60_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn line_without(hosts: i64) -> Line {
        let mut line = Line::default();
        for number in 0..hosts {
            line.unreachable(HostId::new(number), 1_000_000);
        }
        line
    }

    #[test]
    fn several_hosts_at_once_mean_our_line() {
        assert!(line_without(3).is_down(1_000_000));
    }

    #[test]
    fn each_turn_is_told_once() {
        let mut line = line_without(3);
        assert_eq!(line.turn(1_000_000), Some(Turn::Down));
        assert_eq!(line.turn(1_000_001), None);
        line.answered(1_000_002);
        assert_eq!(line.turn(1_000_002), Some(Turn::Up));
    }

    #[test]
    fn one_host_often_means_that_host() {
        let mut line = line_without(1);
        for _ in 0..9 {
            line.unreachable(HostId::new(0), 1_000_001);
        }
        assert!(!line.is_down(1_000_002));
    }

    #[test]
    fn one_answer_shows_that_the_line_is_up() {
        let mut line = line_without(9);
        line.answered(1_000_000);
        line.unreachable(HostId::new(1), 1_000_001);
        assert!(!line.is_down(1_000_001));
    }
}
