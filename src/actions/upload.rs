//! Uploading: a file that came in becomes something that can be posted.
//!
//! It is on disk, whole and prepared, when its id is answered; nothing goes on behind.

use super::draft::MAX_DESCRIPTION;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, AttachmentId};
use crate::media::arrival::Arrival;
use crate::media::desk::Seat;
use crate::media::kind::Kind;
use crate::media::picture::Preview;
use crate::media::unneeded;
use crate::store::uploads::{self, Change, Upload};
use crate::store::{files, uploads::Preview as PreviewRow};

/// An upload with what is said of it.
pub struct NewUpload {
    /// The file.
    pub arrival: Arrival,
    /// A picture to stand for it.
    pub thumbnail: Option<Arrival>,
    /// For those who cannot see it.
    pub description: String,
    /// Where the important part is, −1 to 1 each way.
    pub focus: Option<(f64, f64)>,
}

/// A smaller picture that is on disk.
struct Stored {
    file: files::File,
    size: (u32, u32),
}

impl Stored {
    fn row(&self) -> PreviewRow<'_> {
        PreviewRow { sha256: &self.file.sha256, size: self.size }
    }
}

/// Keeps an upload until it is posted, for a day.
///
/// # Errors
/// Invalid, with a sentence, if the file cannot be used or the description is too long.
pub async fn upload(app: &App, owner: AccountId, new: NewUpload) -> Result<AttachmentId> {
    check(&new.description)?;
    let seat = app.desk.seat().await?;
    let prepared = seat.prepare(new.arrival).await?;
    let preview = match new.thumbnail {
        Some(thumbnail) => Some(seat.portrait(thumbnail, THUMBNAIL).await?),
        None => prepared.preview,
    };
    let file = seat.store(&app.media, prepared.kind, prepared.bytes).await?;
    let preview = store(app, &seat, preview).await?;
    let (id, now_ms) = (app.ids.next(), app.clock.now_ms());
    let write = app.store.write(move |tx| {
        files::put(tx, &file, now_ms)?;
        if let Some(preview) = &preview {
            files::put(tx, &preview.file, now_ms)?;
        }
        let upload = Upload {
            id,
            account_id: owner,
            media_type: prepared.media_type,
            sha256: &file.sha256,
            preview: preview.as_ref().map(Stored::row),
            description: new.description.trim(),
            blurhash: prepared.blurhash.as_deref(),
            size: prepared.size,
            duration_ms: prepared.duration_ms,
            focus: new.focus,
        };
        uploads::insert(tx, &upload, now_ms)
    });
    write.await?;
    Ok(id)
}

/// Says something else of an upload that hangs on no post yet, or gives it another thumbnail.
///
/// # Errors
/// Not found if there is none; invalid as for a new one.
pub async fn change(
    app: &App,
    owner: AccountId,
    change: Change,
    thumbnail: Option<Arrival>,
) -> Result<()> {
    check(change.description.as_deref().unwrap_or_default())?;
    let seat = app.desk.seat().await?;
    let preview = match thumbnail {
        Some(thumbnail) => Some(seat.portrait(thumbnail, THUMBNAIL).await?),
        None => None,
    };
    let (preview, now_ms) = (store(app, &seat, preview).await?, app.clock.now_ms());
    let write = app.store.write(move |tx| {
        let found = uploads::by_id(tx, owner, change.id)?;
        found.filter(|(_, posted)| !posted).ok_or_else(|| Error::not_found("Record"))?;
        uploads::change(tx, owner, &change)?;
        let Some(preview) = &preview else { return Ok(()) };
        files::put(tx, &preview.file, now_ms)?;
        uploads::set_preview(tx, owner, change.id, preview.row())
    });
    write.await
}

/// Throws an upload away that hangs on no post.
///
/// # Errors
/// Not found if there is none.
pub async fn discard(app: &App, owner: AccountId, id: AttachmentId) -> Result<()> {
    let write = app.store.write(move |tx| {
        let sums = uploads::sums_of(tx, id)?;
        if uploads::delete(tx, owner, id)? { Ok(sums) } else { Err(Error::not_found("Record")) }
    });
    unneeded::remove_soon(app, write.await?);
    Ok(())
}

/// Whether something can be said of a file.
///
/// # Errors
/// Invalid if it is too long.
pub(super) fn check(description: &str) -> Result<()> {
    if description.chars().count() > MAX_DESCRIPTION {
        return Err(Error::invalid(format!(
            "Validation failed: Description character limit of {MAX_DESCRIPTION} exceeded"
        )));
    }
    Ok(())
}

async fn store(app: &App, seat: &Seat, made: Option<Preview>) -> Result<Option<Stored>> {
    let Some(Preview { bytes, size }) = made else { return Ok(None) };
    Ok(Some(Stored { file: seat.store(&app.media, Kind::Jpeg, bytes).await?, size }))
}

/// Shape of pictures that stand for a film or sound.
const THUMBNAIL: (u32, u32) = (640, 360);
