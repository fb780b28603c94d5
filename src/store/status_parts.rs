//! What hangs on statuses, for many of them at once: attachments, mentions, hashtags, polls.
//!
//! Part of [`super::status_view`], which knows what the viewer may see.

use std::collections::HashMap;

use rusqlite::{Row, named_params};

use super::Read;
use super::page::array;
use super::polls::Poll;
use crate::error::Result;
use crate::id::{AccountId, AttachmentId, StatusId};

/// A picture, film or sound.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Row id.
    pub id: AttachmentId,
    /// MIME type, or empty.
    pub media_type: String,
    /// Where it lies elsewhere.
    pub remote_url: Option<String>,
    /// Our copy: hexadecimal SHA-256 and extension.
    pub file: Option<(String, String)>,
    /// Our smaller copy.
    pub preview: Option<(String, String)>,
    /// For those who cannot see it.
    pub description: String,
    /// A few characters of colour.
    pub blurhash: Option<String>,
    /// Pixels.
    pub size: Option<(i64, i64)>,
    /// Length of films and sounds.
    pub duration_ms: Option<i64>,
    /// Where the important part is, −1 to 1 each way.
    pub focus: Option<(f64, f64)>,
    /// Pixels of our smaller copy.
    pub preview_size: Option<(i64, i64)>,
}

/// Somebody who is named in a status.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Row id.
    pub id: AccountId,
    /// Name before the `@`.
    pub username: String,
    /// Domain of the handle; empty for this node's own.
    pub domain: String,
    /// Page for people.
    pub url: String,
}

/// A poll and what the viewer chose.
#[derive(Clone, Debug)]
pub struct PollView {
    /// The poll.
    pub poll: Poll,
    /// Positions of the viewer's choices.
    pub own_votes: Vec<i64>,
}

pub(super) fn attachments(db: &Read, of: &[StatusId]) -> Result<Vec<(StatusId, Attachment)>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT a.status_id, {ATTACHMENT} WHERE a.status_id IN rarray(:of) ORDER BY a.status_id, a.position"
    );
    let params = named_params! { ":of": array(of) };
    db.rows(&sql, params, |row| Ok((row.get(0)?, attachment(row)?)))
}

/// Files by themselves, whether they hang on a status or not.
pub fn files(db: &Read, ids: &[AttachmentId]) -> Result<HashMap<AttachmentId, Attachment>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT a.status_id, {ATTACHMENT} WHERE a.id IN rarray(:ids)");
    let files = db.rows(&sql, named_params! { ":ids": array(ids) }, attachment)?;
    Ok(files.into_iter().map(|file| (file.id, file)).collect())
}

/// What an attachment is made of, after one column of the caller's.
pub(super) const ATTACHMENT: &str =
    "a.id, a.media_type, a.remote_url, lower(hex(a.sha256)), f.extension,
     lower(hex(a.preview_sha256)), p.extension, a.description, a.blurhash, a.width, a.height,
     a.duration_ms, a.focus_x, a.focus_y, a.preview_width, a.preview_height
       FROM attachments a
       LEFT JOIN files f ON f.sha256 = a.sha256
       LEFT JOIN files p ON p.sha256 = a.preview_sha256";

/// By position, in the order of [`ATTACHMENT`].
pub(super) fn attachment(row: &Row<'_>) -> rusqlite::Result<Attachment> {
    let pair = |a: Option<String>, b: Option<String>| a.zip(b);
    Ok(Attachment {
        id: row.get(1)?,
        media_type: row.get(2)?,
        remote_url: row.get(3)?,
        file: pair(row.get(4)?, row.get(5)?),
        preview: pair(row.get(6)?, row.get(7)?),
        description: row.get(8)?,
        blurhash: row.get(9)?,
        size: row.get::<_, Option<i64>>(10)?.zip(row.get(11)?),
        duration_ms: row.get(12)?,
        focus: row.get::<_, Option<f64>>(13)?.zip(row.get(14)?),
        preview_size: row.get::<_, Option<i64>>(15)?.zip(row.get(16)?),
    })
}

pub(super) fn mentions(db: &Read, of: &[StatusId]) -> Result<Vec<(StatusId, Mention)>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(
        "SELECT m.status_id, a.id, a.username, a.domain, iif(a.url = '', a.uri, a.url)
           FROM mentions m JOIN accounts a ON a.id = m.account_id
          WHERE m.status_id IN rarray(:of) AND m.silent = 0",
        named_params! { ":of": array(of) },
        |row| {
            let mention = Mention {
                id: row.get(1)?,
                username: row.get(2)?,
                domain: row.get(3)?,
                url: row.get(4)?,
            };
            Ok((row.get(0)?, mention))
        },
    )
}

pub(super) fn tags(db: &Read, of: &[StatusId]) -> Result<Vec<(StatusId, String)>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    db.rows(
        "SELECT l.status_id, t.name FROM status_tags l JOIN tags t ON t.id = l.tag_id
          WHERE l.status_id IN rarray(:of)",
        named_params! { ":of": array(of) },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(super) fn polls(
    db: &Read,
    of: &[StatusId],
    viewer: Option<AccountId>,
) -> Result<HashMap<StatusId, PollView>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let heads = db.rows(
        "SELECT status_id, multiple, hide_totals, expires_ms, closed, voters_count
           FROM polls WHERE status_id IN rarray(:of)",
        named_params! { ":of": array(of) },
        |row| {
            let poll = Poll {
                multiple: row.get(1)?,
                hide_totals: row.get(2)?,
                expires_ms: row.get(3)?,
                closed: row.get(4)?,
                voters_count: row.get(5)?,
                options: Vec::new(),
            };
            Ok((row.get(0)?, PollView { poll, own_votes: Vec::new() }))
        },
    )?;
    let mut polls: HashMap<_, _> = heads.into_iter().collect();
    let options = db.rows(
        "SELECT o.status_id, o.title, o.votes, o.position,
                EXISTS (SELECT 1 FROM poll_votes v WHERE v.status_id = o.status_id
                           AND v.account_id = :viewer AND v.position = o.position)
           FROM poll_options o WHERE o.status_id IN rarray(:of) ORDER BY o.status_id, o.position",
        named_params! { ":of": array(of), ":viewer": viewer },
        |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?), row.get::<_, i64>(3)?, row.get(4)?)),
    )?;
    for (status, option, position, chosen) in options {
        let Some(view) = polls.get_mut(&status) else { continue };
        view.poll.options.push(option);
        if chosen {
            view.own_votes.push(position);
        }
    }
    Ok(polls)
}
