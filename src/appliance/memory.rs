//! Keeps the findings in the database, so that `nichoir check` can show them from another process.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use crate::app::App;
use crate::error::Result;
use crate::store::{Read, Write, settings};

const FINDINGS: &str = "findings";
/// Findings come in bursts; each write costs the card a little.
const BURST: Duration = Duration::from_secs(2);

/// What was found, and when that last changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// In milliseconds since 1970.
    pub at_ms: i64,
    /// In the order of the list.
    pub findings: Vec<Finding>,
}

/// What the running node, or the last one, has found.
pub fn load(db: &Read) -> Result<Memory> {
    let row = settings::value(db, FINDINGS)?;
    Ok(row.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Replaces what was found.
pub fn save(tx: &Write, memory: &Memory) -> Result<()> {
    settings::set(tx, FINDINGS, &serde_json::to_string(memory)?)
}

/// Stores the findings whenever they have changed.
pub(super) async fn keep(app: App) {
    let mut changed = app.appliance.findings.subscribe();
    while changed.changed().await.is_ok() {
        tokio::time::sleep(BURST).await;
        changed.mark_unchanged();
        let findings = app.appliance.findings.all();
        let memory = Memory { at_ms: app.clock.now_ms(), findings };
        if let Err(error) = app.store.write(move |tx| save(tx, &memory)).await {
            tracing::warn!(%error, "cannot store what was found");
        }
    }
}
