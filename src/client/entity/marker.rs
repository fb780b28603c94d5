//! Marker: <https://docs.joinmastodon.org/entities/Marker/>.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::clock::rfc3339;
use crate::store::markers::Marker as Row;

/// How far a timeline was read.
#[derive(Serialize)]
pub(in crate::client) struct Marker {
    last_read_id: String,
    version: i64,
    updated_at: String,
}

/// Markers by the name of their timeline.
pub(in crate::client) fn by_timeline(rows: &[Row]) -> BTreeMap<&str, Marker> {
    rows.iter().map(|row| (row.timeline.as_str(), Marker::build(row))).collect()
}

impl Marker {
    fn build(row: &Row) -> Self {
        Self {
            last_read_id: row.last_read_id.to_string(),
            version: row.version,
            updated_at: rfc3339(row.updated_ms),
        }
    }
}
