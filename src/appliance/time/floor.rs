//! The time that it cannot be earlier than: when this program was made, and when we last knew the time.

use crate::app::App;
use crate::clock::EARLIEST_MS;
use crate::error::Result;
use crate::store::{Read, settings};

const SAVED: &str = "last_known_time_ms";

/// In milliseconds since 1970.
pub fn floor_ms(db: &Read) -> Result<i64> {
    let saved = settings::value(db, SAVED)?.and_then(|text| text.parse().ok());
    Ok(saved.unwrap_or(0).max(EARLIEST_MS))
}

/// Keeps the time for the next start, if it is trusted. For the end of the program, too.
pub async fn remember(app: &App) {
    if !app.clock.is_trusted() {
        return;
    }
    let now = app.clock.now_ms().to_string();
    if let Err(error) = app.store.write(move |tx| settings::set(tx, SAVED, &now)).await {
        tracing::warn!(%error, "cannot store the time");
    }
}
