//! Pictures, films and sounds of statuses, as rows. The files are elsewhere.

use rusqlite::named_params;

use super::Write;
use crate::error::Result;
use crate::id::{AccountId, AttachmentId, StatusId};

/// A remote attachment: only described, nothing is fetched for it here.
pub struct RemoteAttachment<'a> {
    /// Row id.
    pub id: AttachmentId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What it hangs on.
    pub status_id: StatusId,
    /// Order within the status.
    pub position: i64,
    /// MIME type, or empty.
    pub media_type: &'a str,
    /// Where it lies.
    pub url: &'a str,
    /// For those who cannot see it.
    pub description: &'a str,
    /// A few characters of colour.
    pub blurhash: Option<&'a str>,
    /// Pixels.
    pub width: Option<i64>,
    /// Pixels.
    pub height: Option<i64>,
    /// Length of films and sounds.
    pub duration_ms: Option<i64>,
    /// Where the important part is, −1 to 1 each way.
    pub focus: Option<(f64, f64)>,
}

/// Describes a remote attachment.
pub fn insert_remote(tx: &Write, new: &RemoteAttachment<'_>, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO attachments (id, account_id, status_id, position, media_type, remote_url,
                description, blurhash, width, height, duration_ms, focus_x, focus_y, created_ms)
         VALUES (:id, :account_id, :status_id, :position, :media_type, :url, :description,
                :blurhash, :width, :height, :duration_ms, :focus_x, :focus_y, :now_ms)",
        named_params! {
            ":id": new.id, ":account_id": new.account_id, ":status_id": new.status_id,
            ":position": new.position, ":media_type": new.media_type, ":url": new.url,
            ":description": new.description, ":blurhash": new.blurhash, ":width": new.width,
            ":height": new.height, ":duration_ms": new.duration_ms,
            ":focus_x": new.focus.map(|focus| focus.0), ":focus_y": new.focus.map(|focus| focus.1),
            ":now_ms": now_ms,
        },
    )?;
    Ok(())
}

/// Takes the attachments off a status, before an edit writes the new ones.
pub fn clear(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "DELETE FROM attachments WHERE status_id = :status",
        named_params! { ":status": status },
    )?;
    Ok(())
}

/// Hangs uploaded files of an account on a status, in this order. Answers how many could be: a file
/// that hangs on another status, waits with one for later, or is somebody else's, cannot.
pub fn claim(
    tx: &Write,
    account: AccountId,
    status: StatusId,
    files: &[AttachmentId],
) -> Result<usize> {
    let mut claimed = 0;
    for (position, file) in (0_i64..).zip(files) {
        claimed += tx.execute(
            "UPDATE attachments SET status_id = :status, position = :position
              WHERE id = :file AND account_id = :account AND status_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM scheduled_attachments s
                                 WHERE s.attachment_id = :file)",
            named_params! {
                ":file": file, ":account": account, ":status": status, ":position": position,
            },
        )?;
    }
    Ok(claimed)
}

/// Takes uploaded files off a status, so that an edit can hang them on it in another order.
pub fn release(tx: &Write, status: StatusId) -> Result<()> {
    tx.execute(
        "UPDATE attachments SET status_id = NULL WHERE status_id = :status",
        named_params! { ":status": status },
    )?;
    Ok(())
}
