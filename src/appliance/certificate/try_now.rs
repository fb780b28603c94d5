//! The button "try now": for an owner who has just changed something and does not want to wait.

use super::schedule;
use crate::app::App;
use crate::error::{Error, Result};
use crate::store::{Write, settings};

/// When it was last pressed, across restarts.
const PRESSED: &str = "certificate_try_now_ms";
/// Not more often than this.
const REST_MS: i64 = 15 * 60_000;

/// Has the authority look at us now, with a rehearsal first. Without a certificate, an order follows a
/// rehearsal that went well. What an hour allows is still the most.
///
/// # Errors
/// [`Kind::Busy`](crate::error::Kind::Busy) if it was pressed less than a quarter of an hour ago.
pub async fn try_now(app: &App) -> Result<()> {
    let now_ms = app.clock.now_ms();
    app.store.write(move |tx| press(tx, now_ms)).await?;
    app.appliance.certificates.ask();
    Ok(())
}

fn press(tx: &Write, now_ms: i64) -> Result<()> {
    let last = settings::value(tx, PRESSED)?.and_then(|text| text.parse::<i64>().ok());
    let left = last.map_or(0, |last| schedule::left_ms(last, REST_MS, now_ms));
    if left > 0 {
        let minutes = (left + 59_999) / 60_000;
        return Err(Error::busy(format!("That was tried just now; again in {minutes} minutes")));
    }
    settings::set(tx, PRESSED, &now_ms.to_string())
}
