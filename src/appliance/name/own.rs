//! Our own addresses, as far as the name is concerned: what the others found, how the world sees us where the
//! router does not tell, and how long an address has been missing.

use std::time::Duration;

use tokio::time::Instant;

use super::published::{GoneForGood, Published};
use crate::app::App;
use crate::appliance::addresses::Addresses;
use crate::appliance::router::{Home, Wan};

/// How often it is asked how the world sees us: what clients of dynamic DNS usually do.
const LOOK: Duration = Duration::from_secs(300);
/// A router that restarts, or a prefix that changes, is back sooner.
const GRACE: Duration = Duration::from_secs(600);

/// What is known beside [`App::appliance`]'s addresses.
#[derive(Default)]
pub(super) struct Own {
    seen: Addresses,
    next_look: Option<Instant>,
    missing_ipv4: Option<Instant>,
    missing_ipv6: Option<Instant>,
}

impl Own {
    /// Our addresses.
    pub(super) async fn addresses(&mut self, app: &App) -> Addresses {
        let known = *app.appliance.addresses.borrow();
        let mapping = app.appliance.mapping.borrow().clone();
        // A router that says that others share our line is right: their address leads to nobody.
        let Some(mapping) = mapping.filter(|mapping| mapping.wan == Wan::Unknown) else {
            return known;
        };
        let now = Instant::now();
        if app.clock.is_trusted() && self.next_look.is_none_or(|next| next <= now) {
            self.next_look = Some(now + LOOK);
            self.seen = look(app, known, &mapping.home).await;
        }
        Addresses { ipv4: known.ipv4.or(self.seen.ipv4), ipv6: known.ipv6.or(self.seen.ipv6) }
    }

    /// Something about the line has changed: what was seen may be so no longer.
    pub(super) fn wake(&mut self) {
        self.next_look = None;
    }

    /// Which addresses have been missing for long, while the other kind is there.
    pub(super) fn gone(&mut self, ours: Addresses, published: &Published) -> GoneForGood {
        let v4 = published.ipv4.is_some() && ours.ipv4.is_none() && ours.ipv6.is_some();
        let v6 = published.ipv6.is_some() && ours.ipv6.is_none() && ours.ipv4.is_some();
        GoneForGood {
            ipv4: is_over(&mut self.missing_ipv4, v4),
            ipv6: is_over(&mut self.missing_ipv6, v6),
        }
    }
}

/// What the world sees where we do not know it, as far as there is a way out.
async fn look(app: &App, known: Addresses, home: &Home) -> Addresses {
    let mirror = app.appliance.names.mirror();
    let mut seen = Addresses::default();
    if known.ipv4.is_none() && home.v4.is_some() {
        seen.ipv4 = mirror.ipv4(app).await;
    }
    if known.ipv6.is_none() && home.v6.is_some() {
        seen.ipv6 = mirror.ipv6(app).await;
    }
    seen
}

fn is_over(since: &mut Option<Instant>, missing: bool) -> bool {
    if !missing {
        *since = None;
        return false;
    }
    since.get_or_insert_with(Instant::now).elapsed() >= GRACE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_address_is_gone_for_good_after_ten_minutes_of_absence() {
        let published = Published { ipv4: Some([192, 0, 1, 7].into()), ..Published::default() };
        let only_v6 = Addresses { ipv4: None, ipv6: "2001:470::7".parse().ok() };
        let mut own = Own::default();
        assert!(!own.gone(only_v6, &published).ipv4);
        tokio::time::sleep(GRACE / 2).await;
        // It was back for a moment, so time starts anew.
        let both = Addresses { ipv4: published.ipv4, ..only_v6 };
        assert!(!own.gone(both, &published).ipv4);
        assert!(!own.gone(only_v6, &published).ipv4);
        tokio::time::sleep(GRACE / 2).await;
        assert!(!own.gone(only_v6, &published).ipv4);
        tokio::time::sleep(GRACE / 2).await;
        assert!(own.gone(only_v6, &published).ipv4);
        // Without any address we are offline, and nothing is to be taken away.
        assert!(!own.gone(Addresses::default(), &published).ipv4);
    }
}
