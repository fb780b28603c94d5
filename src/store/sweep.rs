//! Rows that lose their meaning with time and that no other file deletes.

use rusqlite::named_params;

use super::Write;
use crate::error::Result;

/// Deletes idempotency keys made before `before_ms`: no client repeats a request that late.
pub fn idempotency_keys(tx: &Write, before_ms: i64) -> Result<usize> {
    tx.execute(
        "DELETE FROM idempotency_keys WHERE created_ms < :before",
        named_params! { ":before": before_ms },
    )
}

/// Deletes OAuth codes that expired before `now_ms`.
pub fn oauth_codes(tx: &Write, now_ms: i64) -> Result<usize> {
    tx.execute("DELETE FROM oauth_codes WHERE expires_ms < :now", named_params! { ":now": now_ms })
}
