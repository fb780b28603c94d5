//! One packet now and then: is it still the router that knows us, and what is its address outside?

use super::answer::Answer;
use super::ask::ask;
use super::epoch::Epoch;
use super::mapping::{Protocol, Wan};
use super::packets::Pair;
use super::{nat_pmp, pcp};

/// Remembers what the router last said about its memory.
#[derive(Debug)]
pub(super) struct Pulse {
    pair: Pair,
    speaks: Protocol,
    epoch: Epoch,
}

/// What one packet found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// It remembers; its address outside, if the protocol tells it.
    Alive(Wan),
    /// It was restarted, and whatever it had granted is gone.
    Forgot,
    Silent,
}

impl Pulse {
    pub(super) fn new(pair: Pair, speaks: Protocol, epoch: Epoch) -> Self {
        Self { pair, speaks, epoch }
    }

    /// Whether it tells the router's address outside as well.
    pub(super) fn tells_wan(&self) -> bool {
        self.speaks == Protocol::NatPmp
    }

    /// Asks once.
    pub(super) async fn beat(&mut self) -> Beat {
        let Some((seconds, wan)) = self.ask().await else { return Beat::Silent };
        let now = Epoch::now(seconds);
        let forgot = self.epoch.is_lost_in(now);
        self.epoch = now;
        if forgot { Beat::Forgot } else { Beat::Alive(wan) }
    }

    async fn ask(&self) -> Option<(u32, Wan)> {
        let Pair { ours, router } = self.pair;
        if self.speaks == Protocol::NatPmp {
            let answer = ask(ours, router, &nat_pmp::ADDRESS, nat_pmp::read_address).await?;
            return Some((answer.epoch_s, nat_pmp::wan(answer.result)));
        }
        let Answer { epoch_s, .. } =
            ask(ours, router, &pcp::announce(ours), pcp::read_announce).await?;
        Some((epoch_s, Wan::Unknown))
    }
}
