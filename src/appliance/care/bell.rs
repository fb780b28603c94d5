//! Rings when the kernel says that what stands in one of its small files has changed.
//!
//! Only files of the kernel can be waited for, and only some of them tell. Never rings for any other.
//! Spec: poll(2) of sysfs files in the kernel's Documentation/filesystems/sysfs.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::Path;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

/// Waits for one file.
pub(super) struct Bell(Option<AsyncFd<File>>);

impl Bell {
    /// Waits for `path`, if there is one that can be waited for.
    pub(super) fn on(path: Option<&Path>) -> Self {
        let open = |path| {
            let file = File::open(path).ok()?;
            // What is not read is not told of.
            read(&file)?;
            wait_for(file)
        };
        Self(path.and_then(open))
    }

    /// Waits until it has changed.
    pub(super) async fn rings(&self) {
        let Some(file) = &self.0 else { return std::future::pending().await };
        match file.ready(Interest::PRIORITY).await {
            Ok(mut told) if read(file.get_ref()).is_some() => told.clear_ready(),
            // Gone; the regular looks go on.
            _ => std::future::pending().await,
        }
    }
}

#[expect(deprecated, reason = "its successor is unsafe; a file that we own keeps its descriptor")]
fn wait_for(file: File) -> Option<AsyncFd<File>> {
    AsyncFd::with_interest(file, Interest::PRIORITY).ok()
}

/// Reads from the beginning, which makes the kernel tell of the next change.
fn read(mut file: &File) -> Option<usize> {
    file.rewind().ok()?;
    file.read(&mut [0; 64]).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn an_ordinary_file_never_rings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in0_lcrit_alarm");
        std::fs::write(&path, "0").unwrap();
        for path in [None, Some(path.as_path())] {
            let bell = Bell::on(path);
            assert!(bell.0.is_none());
            if let Some(path) = path {
                std::fs::write(path, "1").unwrap();
            }
            let rung = tokio::time::timeout(Duration::from_millis(20), bell.rings()).await;
            assert!(rung.is_err());
        }
    }
}
