//! Earlier versions of statuses, and what was typed.

use rusqlite::named_params;

use super::Read;
use crate::error::Result;
use crate::id::StatusId;

/// A version of a status.
#[derive(Clone, Debug)]
pub struct Version {
    /// When this version was made.
    pub made_ms: i64,
    /// Safe HTML.
    pub content_html: String,
    /// Content warning, plain text.
    pub spoiler_text: String,
    /// Media are hidden at first.
    pub sensitive: bool,
    /// `[[shortcode, url], …]`; those of the newest version.
    pub emojis_json: String,
}

/// All versions, the first one first, the one that is shown now last.
pub fn history(db: &Read, status: StatusId) -> Result<Vec<Version>> {
    db.rows(
        "SELECT e.edited_ms, e.content_html, e.spoiler_text, e.sensitive, ifnull(s.emojis_json, '')
           FROM status_edits e JOIN statuses s ON s.id = e.status_id WHERE e.status_id = :status
         UNION ALL
         SELECT ifnull(edited_ms, created_ms), content_html, spoiler_text, sensitive,
                ifnull(emojis_json, '')
           FROM statuses WHERE id = :status
         ORDER BY 1",
        named_params! { ":status": status },
        |row| {
            Ok(Version {
                made_ms: row.get(0)?,
                content_html: row.get(1)?,
                spoiler_text: row.get(2)?,
                sensitive: row.get(3)?,
                emojis_json: row.get(4)?,
            })
        },
    )
}

/// What the author typed: text and content warning. Local posts only.
pub fn source(db: &Read, status: StatusId) -> Result<Option<(String, String)>> {
    db.row(
        "SELECT source_text, spoiler_text FROM statuses
          WHERE id = :status AND source_text IS NOT NULL",
        named_params! { ":status": status },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
