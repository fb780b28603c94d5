//! What people of this node uploaded, before and after it hangs on a post.

use rusqlite::{Row, named_params};

use super::status_parts::{ATTACHMENT, Attachment, attachment};
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, AttachmentId, StatusId};

/// A file that was uploaded.
pub struct Upload<'a> {
    /// Row id.
    pub id: AttachmentId,
    /// Whose it is.
    pub account_id: AccountId,
    /// MIME type.
    pub media_type: &'a str,
    /// The file.
    pub sha256: &'a [u8; 32],
    /// A smaller one.
    pub preview: Option<Preview<'a>>,
    /// For those who cannot see it.
    pub description: &'a str,
    /// A few characters of colour.
    pub blurhash: Option<&'a str>,
    /// Pixels.
    pub size: Option<(u32, u32)>,
    /// Length of films and sounds.
    pub duration_ms: Option<i64>,
    /// Where the important part is, −1 to 1 each way.
    pub focus: Option<(f64, f64)>,
}

/// A smaller picture of an upload.
#[derive(Clone, Copy, Debug)]
pub struct Preview<'a> {
    /// The file.
    pub sha256: &'a [u8; 32],
    /// Pixels.
    pub size: (u32, u32),
}

/// What can be changed of an upload; `None` stays.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which.
    pub id: AttachmentId,
    /// For those who cannot see it.
    pub description: Option<String>,
    /// Where the important part is.
    pub focus: Option<(f64, f64)>,
}

/// Remembers an upload.
pub fn insert(tx: &Write, new: &Upload<'_>, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO attachments (id, account_id, media_type, sha256, preview_sha256, preview_width,
                preview_height, description, blurhash, width, height, duration_ms, focus_x, focus_y,
                created_ms)
         VALUES (:id, :account_id, :media_type, :sha256, :preview, :preview_width, :preview_height,
                :description, :blurhash, :width, :height, :duration_ms, :focus_x, :focus_y, :now_ms)",
        named_params! {
            ":id": new.id, ":account_id": new.account_id, ":media_type": new.media_type,
            ":sha256": new.sha256, ":preview": new.preview.map(|it| it.sha256),
            ":preview_width": new.preview.map(|it| it.size.0),
            ":preview_height": new.preview.map(|it| it.size.1),
            ":description": new.description, ":blurhash": new.blurhash,
            ":width": new.size.map(|size| size.0), ":height": new.size.map(|size| size.1),
            ":duration_ms": new.duration_ms, ":focus_x": new.focus.map(|focus| focus.0),
            ":focus_y": new.focus.map(|focus| focus.1), ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// An upload of this account, and whether it hangs on a post.
pub fn by_id(db: &Read, owner: AccountId, id: AttachmentId) -> Result<Option<(Attachment, bool)>> {
    let sql = format!(
        "SELECT a.status_id IS NOT NULL, {ATTACHMENT}
          WHERE a.id = :id AND a.account_id = :owner AND a.sha256 IS NOT NULL"
    );
    let params = named_params! { ":id": id, ":owner": owner };
    db.row(&sql, params, |row| Ok((attachment(row)?, row.get(0)?)))
}

/// Changes an upload of this account; false if there is none.
pub fn change(tx: &Write, owner: AccountId, new: &Change) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE attachments SET description = ifnull(:description, description),
                focus_x = ifnull(:focus_x, focus_x), focus_y = ifnull(:focus_y, focus_y)
          WHERE id = :id AND account_id = :owner AND sha256 IS NOT NULL",
        named_params! {
            ":id": new.id, ":owner": owner, ":description": new.description,
            ":focus_x": new.focus.map(|focus| focus.0), ":focus_y": new.focus.map(|focus| focus.1),
        },
    )?;
    Ok(changed > 0)
}

/// Gives an upload of this account another smaller picture.
pub fn set_preview(
    tx: &Write,
    owner: AccountId,
    id: AttachmentId,
    preview: Preview<'_>,
) -> Result<()> {
    tx.execute(
        "UPDATE attachments SET preview_sha256 = :preview, preview_width = :width,
                preview_height = :height
          WHERE id = :id AND account_id = :owner",
        named_params! {
            ":id": id, ":owner": owner, ":preview": preview.sha256, ":width": preview.size.0,
            ":height": preview.size.1,
        },
    )?;
    Ok(())
}

/// Takes all files off a post, as if they had been uploaded at `now_ms`.
pub fn release(tx: &Write, status: StatusId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE attachments SET status_id = NULL, created_ms = :now_ms WHERE status_id = :status",
        named_params! { ":status": status, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// What is in the files of a post, and in their previews.
pub fn sums_of_status(db: &Read, status: StatusId) -> Result<Vec<[u8; 32]>> {
    let sql = "SELECT sha256, preview_sha256 FROM attachments WHERE status_id = :status";
    let pairs = db.rows(sql, named_params! { ":status": status }, pair)?;
    Ok(pairs.into_iter().flatten().flatten().collect())
}

/// The same of one upload.
pub fn sums_of(db: &Read, id: AttachmentId) -> Result<Vec<[u8; 32]>> {
    let sql = "SELECT sha256, preview_sha256 FROM attachments WHERE id = :id";
    let pair = db.row(sql, named_params! { ":id": id }, pair)?;
    Ok(pair.into_iter().flatten().flatten().collect())
}

fn pair(row: &Row<'_>) -> rusqlite::Result<[Option<[u8; 32]>; 2]> {
    Ok([row.get(0)?, row.get(1)?])
}

/// Throws an upload away that hangs on no post, not even on one for later; false if there is none.
pub fn delete(tx: &Write, owner: AccountId, id: AttachmentId) -> Result<bool> {
    let deleted = tx.execute(
        "DELETE FROM attachments WHERE id = :id AND account_id = :owner AND status_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM scheduled_attachments s WHERE s.attachment_id = :id)",
        named_params! { ":id": id, ":owner": owner },
    )?;
    Ok(deleted > 0)
}

/// Throws away what was uploaded before `before_ms` and hangs on no post, not even on one for later.
pub fn delete_loose(tx: &Write, before_ms: i64) -> Result<usize> {
    tx.execute(
        "DELETE FROM attachments WHERE status_id IS NULL AND created_ms < :before
            AND NOT EXISTS (SELECT 1 FROM scheduled_attachments s
                             WHERE s.attachment_id = attachments.id)",
        named_params! { ":before": before_ms },
    )
}
