//! Asks the authority when it wants a certificate renewed (RFC 9773), and remembers the answer.

use super::account;
use super::authorities::{Authorities, Directory};
use super::transport::Transport;
use super::{chain, schedule};
use crate::app::App;
use crate::store::certificates::{self, Renewal, Stored};

/// What is known about the renewal of `stored` after asking. A failure changes nothing but when we ask
/// again: what was known, or a third of the lifetime, still counts.
pub(super) async fn ask(app: &App, id: i64, stored: &Stored) -> Renewal {
    let (was, now_ms) = (stored.renewal, app.clock.now_ms());
    let renewal = match suggested(app, stored).await {
        Ok((window, after_ms)) => {
            schedule::told(&was, window, after_ms, now_ms, app.random.below(u64::MAX))
        }
        Err(reason) => {
            tracing::debug!(reason, "the authority says nothing about renewal");
            schedule::not_told(&was, now_ms)
        }
    };
    let written = app.store.write(move |tx| certificates::set_renewal(tx, id, &renewal)).await;
    if let Err(error) = written {
        tracing::warn!(%error, "cannot remember when to renew the certificate");
    }
    renewal
}

/// From when to when, and after how long to ask again, in milliseconds.
async fn suggested(app: &App, stored: &Stored) -> Result<((i64, i64), i64), String> {
    let directory = directory(&app.appliance.authorities, &stored.directory)
        .ok_or("the authority is not configured any more")?;
    let identifier = chain::identifier(&stored.chain_pem).ok_or("the certificate has no issuer")?;
    let transport = Transport::new(app, &directory.url);
    let account = account::open(app, directory, &transport).await.map_err(|t| t.detail)?;
    let answer = account.renewal_info(&identifier).await;
    let (info, after) = answer.map_err(|error| error.to_string())?;
    let ms = |seconds: i64| seconds.saturating_mul(1000);
    let window = info.suggested_window;
    let (start, end) = (window.start.unix_timestamp(), window.end.unix_timestamp());
    Ok(((ms(start), ms(end)), i64::try_from(after.as_millis()).unwrap_or(i64::MAX)))
}

fn directory<'a>(authorities: &'a Authorities, url: &str) -> Option<&'a Directory> {
    let all = std::iter::once(&authorities.main).chain(&authorities.second);
    all.map(|authority| &authority.production).find(|directory| directory.url == url)
}
