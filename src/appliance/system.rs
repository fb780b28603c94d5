//! The files of the machine, below a root that tests can move.

use std::path::{Path, PathBuf};

/// Where the machine's files are. Cheap to clone.
#[derive(Clone, Debug)]
pub struct System {
    root: PathBuf,
}

impl System {
    /// Looks below `root`; `/` on every real machine.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where an absolute path of the machine really is.
    pub fn path(&self, absolute: &str) -> PathBuf {
        self.root.join(absolute.trim_start_matches('/'))
    }

    /// The text of a small file, if it is there.
    pub fn text(&self, absolute: &str) -> Option<String> {
        std::fs::read_to_string(self.path(absolute)).ok()
    }

    /// The part of the card that every computer can read, where the machine has one.
    pub fn boot_folder(&self) -> Option<PathBuf> {
        BOOT_FOLDERS.iter().map(|folder| self.path(folder)).find(|folder| folder.is_dir())
    }
}

/// Newer and older Raspberry Pi systems.
const BOOT_FOLDERS: &[&str] = &["/boot/firmware", "/boot/nichoir"];
