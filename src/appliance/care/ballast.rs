//! A file that is only there to be let go: on a disk without any room SQLite cannot even delete.
//!
//! Larger than the database's log may grow (16 MiB) and some, so that signing in and cleaning up still work.
//! Its blocks are set aside and not written, which costs the card next to nothing. Made again when there is room.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rustix::fs::{FallocateFlags, fallocate};

use super::space::Disk;

/// The file in a data folder.
#[derive(Clone, Debug)]
pub(super) struct Ballast {
    path: PathBuf,
}

/// What is to become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Leave,
    Make,
    LetGo,
}

impl Ballast {
    pub(super) fn of(data: &Path) -> Self {
        Self { path: data.join(NAME) }
    }

    /// Makes it or lets it go, if it is time.
    pub(super) fn see_to(&self, disk: Disk) {
        match act(disk, self.path.exists()) {
            Act::Leave => {}
            Act::Make => self.make(size(disk)),
            Act::LetGo => self.let_go(),
        }
    }

    /// The disk as it would be with the ballast there: letting that go must not look like room.
    pub(super) fn counted(&self, disk: Disk) -> Disk {
        let set_aside = if self.path.exists() { 0 } else { size(disk) };
        Disk { free: disk.free.saturating_sub(set_aside), ..disk }
    }

    /// Lets it go if there is hardly any room: for the start, before the database is opened.
    pub(super) fn make_way(&self) {
        let disk = self.path.parent().and_then(Disk::of);
        if disk.is_some_and(|disk| act(disk, self.path.exists()) == Act::LetGo) {
            self.let_go();
        }
    }

    fn let_go(&self) {
        match fs::remove_file(&self.path) {
            Ok(()) => tracing::warn!("the disk is full: gave up the room that was kept for this"),
            Err(error) => tracing::error!(%error, "cannot remove {}", self.path.display()),
        }
    }

    fn make(&self, bytes: u64) {
        let made = File::create(&self.path)
            .and_then(|file| Ok(fallocate(&file, FallocateFlags::empty(), 0, bytes)?));
        if let Err(error) = made {
            // Not every file system can set room aside; one that could not leaves a part.
            tracing::debug!(%error, "cannot keep room in {}", self.path.display());
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Let go while little is left beside it, made where as much again is left.
fn act(disk: Disk, is_there: bool) -> Act {
    let size = size(disk);
    match is_there {
        true if disk.free < size / 4 => Act::LetGo,
        false if disk.free >= size.saturating_mul(2) => Act::Make,
        _ => Act::Leave,
    }
}

/// In bytes. Not much of a disk that has little.
fn size(disk: Disk) -> u64 {
    SIZE.min(disk.total / 8)
}

const NAME: &str = "ballast";
const SIZE: u64 = 80 << 20;

#[cfg(test)]
mod tests {
    use super::super::space::{Level, judge};
    use super::*;

    const MIB: u64 = 1 << 20;
    const CARD: Disk = Disk { total: 16 << 30, free: 8 << 30 };

    #[test]
    fn it_is_let_go_when_little_is_left_and_made_when_there_is_room() {
        let with = |free| act(Disk { free, ..CARD }, true);
        let without = |free| act(Disk { free, ..CARD }, false);
        assert_eq!(with(21 * MIB), Act::Leave);
        assert_eq!(with(19 * MIB), Act::LetGo);
        assert_eq!(without(99 * MIB), Act::Leave, "what it gave is for cleaning up");
        assert_eq!(without(160 * MIB), Act::Make);
        assert_eq!(with(80 * MIB), Act::Leave, "there is room once it is made");
    }

    #[test]
    fn letting_it_go_does_not_look_like_room() {
        let folder = tempfile::tempdir().unwrap();
        let seen = Ballast::of(folder.path()).counted(Disk { free: 99 * MIB, ..CARD });
        assert_eq!(seen.free, 19 * MIB);
        assert_eq!(judge(Level::Roomy, seen), Level::Full);
    }

    #[test]
    fn its_room_is_really_set_aside() {
        use std::os::unix::fs::MetadataExt as _;

        let folder = tempfile::tempdir().unwrap();
        let ballast = Ballast::of(folder.path());
        // As much as a small disk would give.
        let disk = Disk { total: 8 * MIB, free: 8 * MIB };
        ballast.see_to(disk);
        match fs::metadata(folder.path().join(NAME)) {
            Ok(made) => assert!(made.len() == MIB && made.blocks() * 512 >= MIB, "{made:?}"),
            Err(_) => eprintln!("SKIPPED: the disk of {folder:?} sets no room aside (fallocate)"),
        }
        ballast.see_to(Disk { free: MIB / 8, ..disk });
        assert!(!folder.path().join(NAME).exists());
    }
}
