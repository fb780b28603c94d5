//! Keeps the findings in the database, so that `nichoir check` can show them from another process.

use std::time::Duration;

use super::finding::Finding;
use crate::app::App;
use crate::error::Result;
use crate::store::{Read, settings};

const FINDINGS: &str = "findings";
/// Findings come in bursts; each write costs the card a little.
const BURST: Duration = Duration::from_secs(2);

/// What the running node, or the last one, has found.
pub fn load(db: &Read) -> Result<Vec<Finding>> {
    let row = settings::value(db, FINDINGS)?;
    Ok(row.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Stores the findings whenever they have changed.
pub(super) async fn keep(app: App) {
    let mut changed = app.appliance.findings.subscribe();
    while changed.changed().await.is_ok() {
        tokio::time::sleep(BURST).await;
        changed.mark_unchanged();
        let Ok(json) = serde_json::to_string(&app.appliance.findings.all()) else { continue };
        if let Err(error) = app.store.write(move |tx| settings::set(tx, FINDINGS, &json)).await {
            tracing::warn!(%error, "cannot store what was found");
        }
    }
}
