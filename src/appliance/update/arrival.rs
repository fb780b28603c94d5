//! An update that comes in over the network: a file beside the others, which is gone again whatever happens.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::stage::{self, MOST_BYTES};
use super::state::Folder;
use super::version::Version;
use crate::appliance::care;
use crate::appliance::system::System;
use crate::error::{Error, Kind, Result};

/// The largest one, in bytes, with the lines that come before it.
pub const MOST_ARRIVING: u64 = MOST_BYTES + (1 << 20);
/// What must be left beside an update, in bytes: the database goes on growing meanwhile.
const LEFT_OVER: u64 = 64 << 20;

/// The file as far as it has come. It is removed with this.
pub struct Arrival {
    path: PathBuf,
    file: Arc<File>,
    bytes: u64,
}

impl Drop for Arrival {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Arrival {
    /// Begins to take one in; one that was cut before is overwritten.
    ///
    /// # Errors
    /// The disk's.
    pub fn begin(data: &Path) -> Result<Self> {
        let folder = Folder::of(data);
        folder.make()?;
        let path = folder.arrival();
        let file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        Ok(Self { path, file: Arc::new(file), bytes: 0 })
    }

    /// Takes in the next part of it.
    ///
    /// # Errors
    /// [`Kind::Invalid`] once it is too large; otherwise the disk's.
    pub async fn add(&mut self, part: impl AsRef<[u8]> + Send + 'static) -> Result<()> {
        self.bytes += part.as_ref().len() as u64;
        if self.bytes > MOST_ARRIVING {
            return Err(Error::new(Kind::Invalid, "No update is as large"));
        }
        let file = self.file.clone();
        let written = tokio::task::spawn_blocking(move || (&*file).write_all(part.as_ref()));
        Ok(written.await.map_err(Error::internal)??)
    }

    /// Whether nothing has come.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// It is whole: checks it and lays it ready. Answers which version it brings.
    ///
    /// # Errors
    /// What is wrong with it, for people; nothing has changed then.
    pub async fn take(self, system: System, data: PathBuf) -> Result<Version> {
        let taken = tokio::task::spawn_blocking(move || stage::take(&system, &data, &self.path));
        taken.await.map_err(Error::internal)?
    }
}

/// Whether there is room for an update of so many bytes: as it comes, and as it is laid ready.
pub fn has_room(data: &Path, bytes: u64) -> bool {
    let needed = bytes.saturating_mul(2).saturating_add(LEFT_OVER);
    care::room(data).is_some_and(|disk| disk.free >= needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whatever_comes_goes_again() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("update/arriving");
        let mut arrival = Arrival::begin(data.path()).unwrap();
        arrival.add(b"half of".to_vec()).await.unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"half of");
        drop(arrival);
        assert!(!path.exists());
        fs::write(&path, "left by a cut").unwrap();
        let mut arrival = Arrival::begin(data.path()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
        arrival.bytes = MOST_ARRIVING;
        let refused = arrival.add(b"x".to_vec()).await.unwrap_err();
        assert_eq!(refused.kind(), Kind::Invalid);
        let system = System::new(data.path());
        assert!(arrival.take(system, data.path().to_owned()).await.is_err());
        assert!(!path.exists());
    }

    #[test]
    fn room_is_needed_twice() {
        let data = tempfile::tempdir().unwrap();
        assert!(has_room(data.path(), 0));
        assert!(!has_room(data.path(), u64::MAX / 2));
        assert!(!has_room(Path::new("/nowhere/at/all"), 0));
    }
}
