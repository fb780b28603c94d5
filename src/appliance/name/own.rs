//! Our own addresses, as far as the name is concerned: what the others found, what deSEC sees where the
//! router does not tell, and how long an address has been missing.

use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::desec;
use super::provider::Provider;
use super::published::{GoneForGood, Published};
use crate::app::App;
use crate::appliance::addresses::Addresses;
use crate::appliance::router::Wan;
use crate::net::Family;

/// How often deSEC is asked how it sees us: what clients of dynamic DNS usually do.
const ECHO: Duration = Duration::from_secs(300);
/// A router that restarts, or a prefix that changes, is back sooner.
const GRACE: Duration = Duration::from_secs(600);

/// What is known beside [`App::appliance`]'s addresses.
#[derive(Default)]
pub(super) struct Own {
    echoed: Addresses,
    next_echo: Option<Instant>,
    missing_ipv4: Option<Instant>,
    missing_ipv6: Option<Instant>,
}

impl Own {
    /// Our addresses.
    pub(super) async fn addresses(&mut self, app: &App, provider: &Provider) -> Addresses {
        let known = *app.appliance.addresses.borrow();
        if !matches!(provider, Provider::Desec(_)) || !app.clock.is_trusted() {
            return known;
        }
        // A router that says that others share our line is right: their address leads to nobody.
        let mapping = app.appliance.mapping.borrow().clone();
        if !mapping.is_some_and(|mapping| mapping.wan == Wan::Unknown) {
            return known;
        }
        let now = Instant::now();
        if self.next_echo.is_none_or(|next| next <= now) {
            self.next_echo = Some(now + ECHO);
            self.echoed = self.echo(app, known).await;
        }
        Addresses { ipv4: known.ipv4.or(self.echoed.ipv4), ipv6: known.ipv6.or(self.echoed.ipv6) }
    }

    async fn echo(&self, app: &App, known: Addresses) -> Addresses {
        let mut echoed = Addresses::default();
        if known.ipv4.is_none()
            && let Some(IpAddr::V4(address)) = desec::echo(app, Family::V4).await
        {
            echoed.ipv4 = Some(address);
        }
        if known.ipv6.is_none()
            && let Some(IpAddr::V6(address)) = desec::echo(app, Family::V6).await
        {
            echoed.ipv6 = Some(address);
        }
        echoed
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
