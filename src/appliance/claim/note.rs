//! `CLAIM.txt`: the code, written down where only somebody who holds the box can read it.
//!
//! On the part of the card that every computer reads, or, where there is none or it is closed to us, in
//! the data folder.

use std::fs::{OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::Claim;
use super::code::Code;
use crate::appliance::system::System;

/// Its name.
const NAME: &str = "CLAIM.txt";
/// Only we read it; the card's file system knows no such thing.
const MODE: u32 = 0o600;

/// Writes the code down. Where; empty if nowhere could be written.
pub(super) fn write(system: &System, data: &Path, code: &Code) -> String {
    let folders = system.boot_folder().into_iter().chain([data.to_owned()]);
    for path in folders.map(|folder| folder.join(NAME)) {
        match put(&path, code) {
            Ok(()) => return path.display().to_string(),
            Err(cause) => {
                tracing::debug!(%cause, path = %path.display(), "cannot write the code down")
            }
        }
    }
    String::new()
}

/// Writes the new code over the old one.
pub(super) async fn rewrite(claim: Claim) {
    let work = move || {
        let (Some(code), path) = (claim.code, PathBuf::from(claim.note)) else { return };
        if let Err(cause) = put(&path, &code) {
            tracing::warn!(%cause, "cannot write the new code down; `nichoir claim-code` shows it");
        }
    };
    // It ends by itself; nothing can be done if it cannot be waited for.
    let _ = tokio::task::spawn_blocking(work).await;
}

/// Takes the note away, wherever it is.
pub fn remove(claim: &Claim) {
    if !claim.note.is_empty()
        && let Err(cause) = std::fs::remove_file(&claim.note)
        && cause.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%cause, "cannot remove {}, whose code is dead", claim.note);
    }
}

/// The whole note or nothing: a power cut leaves the old one.
fn put(path: &Path, code: &Code) -> std::io::Result<()> {
    let draft = path.with_extension("new");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(MODE).open(&draft)?;
    file.set_permissions(Permissions::from_mode(MODE)).or_else(ignore_on_card)?;
    file.write_all(text(code).as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft, path)
}

/// FAT refuses to change modes.
fn ignore_on_card(cause: std::io::Error) -> std::io::Result<()> {
    match cause.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::Unsupported => Ok(()),
        _ => Err(cause),
    }
}

/// Whoever reads it holds the box; nobody knows yet in which language.
fn text(code: &Code) -> String {
    format!(
        "{code}\r\n\r\nThis code claims your Nichoir. Open http://nichoir.local in a browser at home \
         and type it.\r\nWithout a cable it is also the password of the Wi-Fi \"Nichoir\", exactly as it stands \
         here.\r\n\r\nCe code ouvre votre Nichoir. Ouvrez http://nichoir.local dans un navigateur \
         chez vous et tapez-le.\r\nSans câble, c'est aussi le mot de passe du Wi-Fi « Nichoir », exactement comme il \
         est écrit ici.\r\n"
    )
}
