//! A file that comes in, part by part: on disk, never whole in memory, and gone again with its guardian.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::UNFINISHED;
use super::kind::{HEAD, Kind};
use crate::error::{Error, Result};
use crate::random::Random;

/// A file as far as it has come. It is removed with this.
pub struct Arrival {
    path: PathBuf,
    file: Arc<File>,
    head: Vec<u8>,
    bytes: u64,
    most: Most,
}

/// How large a file may be, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// A picture.
    pub picture: u64,
    /// A film or sound.
    pub other: u64,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Arrival {
    /// Begins to take one in, in this folder.
    ///
    /// # Errors
    /// The disk's.
    pub fn begin(folder: &Path, random: &Random, most: Most) -> Result<Self> {
        let name = format!("arriving-{}", random.token());
        let path = folder.join(name).with_extension(UNFINISHED);
        fs::create_dir_all(folder)?;
        let file =
            OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { path, file: Arc::new(file), head: Vec::new(), bytes: 0, most })
    }

    /// Takes in the next part.
    ///
    /// # Errors
    /// Invalid, with a sentence, as soon as it is of no kind that is taken, or too large for its kind; otherwise
    /// the disk's.
    pub async fn add(&mut self, part: impl AsRef<[u8]> + Send + 'static) -> Result<()> {
        let bytes = part.as_ref();
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if let Some(missing) = HEAD.checked_sub(self.head.len()) {
            self.head.extend(bytes.iter().take(missing));
        }
        if self.head.len() >= HEAD {
            self.check()?;
        }
        let file = self.file.clone();
        let written = tokio::task::spawn_blocking(move || (&*file).write_all(part.as_ref()));
        Ok(written.await.map_err(Error::internal)??)
    }

    /// It is whole: what it is.
    ///
    /// # Errors
    /// Invalid if it is of no kind that is taken.
    pub fn kind(&self) -> Result<Kind> {
        Kind::of(&self.head).ok_or_else(|| Error::invalid(UNKNOWN))
    }

    /// All of it. At most as much as the largest file that is taken.
    ///
    /// # Errors
    /// The disk's.
    pub fn read(&self) -> Result<Vec<u8>> {
        (&*self.file).rewind()?;
        Ok(fs::read(&self.path)?)
    }

    /// It is whole: it stays, under another name in the same folder. Its name may be lost with the power.
    ///
    /// # Errors
    /// The disk's.
    pub fn keep(self, name: &Path) -> Result<u64> {
        self.file.sync_all()?;
        fs::rename(&self.path, name)?;
        Ok(self.bytes)
    }

    fn check(&self) -> Result<()> {
        let is_picture = self.kind()?.is_picture();
        let most = if is_picture { self.most.picture } else { self.most.other };
        if self.bytes > most {
            let what = if is_picture { "pictures" } else { "films and sounds" };
            let megabytes = most >> 20;
            return Err(Error::invalid(format!(
                "This file is too large: this server takes {what} of up to {megabytes} MB"
            )));
        }
        Ok(())
    }
}

/// What people of this node may upload.
pub const UPLOADS: Most = Most { picture: MOST_PICTURE_BYTES, other: MOST_OTHER_BYTES };
/// The largest picture that is taken, in bytes.
pub const MOST_PICTURE_BYTES: u64 = 16 << 20;
/// The largest film or sound that is taken, in bytes.
pub const MOST_OTHER_BYTES: u64 = 40 << 20;
const UNKNOWN: &str = "This server takes JPEG, PNG, GIF, WebP and AVIF pictures, MP4, MOV and WebM films, and MP3, M4A, \
     Ogg, FLAC and WAV sounds. This file is something else";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whatever_comes_goes_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut arrival = Arrival::begin(folder.path(), &Random::seeded(1), UPLOADS).unwrap();
        arrival.add(b"GIF8".to_vec()).await.unwrap();
        arrival.add(b"9a and what follows".to_vec()).await.unwrap();
        assert_eq!(arrival.kind().unwrap(), Kind::Gif);
        assert_eq!(arrival.read().unwrap(), b"GIF89a and what follows");
        drop(arrival);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_page_is_refused_with_its_first_part() {
        let folder = tempfile::tempdir().unwrap();
        let mut arrival = Arrival::begin(folder.path(), &Random::seeded(1), UPLOADS).unwrap();
        assert!(arrival.add(b"<!DOCTYPE html><script>".to_vec()).await.is_err());
    }

    #[tokio::test]
    async fn too_much_is_refused_as_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let mut arrival = Arrival::begin(folder.path(), &Random::seeded(1), UPLOADS).unwrap();
        arrival.add(b"GIF89a..........".to_vec()).await.unwrap();
        arrival.bytes = MOST_PICTURE_BYTES;
        let refused = arrival.add(b"x".to_vec()).await.unwrap_err();
        assert!(refused.message().contains("16 MB"), "{refused}");
    }
}
