//! What the server, which may not touch the card, asks of root, and what root answers.
//!
//! A request is an empty file in a folder of memory that belongs to the server and goes with it
//! (`RuntimeDirectory=`), so none outlives the server that made it. Removing it is taking it: root does so before it
//! begins, the server to take it back, and only one of them can. Answers are a file that only root can write.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use super::card::Card;
use super::version::Version;
use crate::error::Result;

/// What root can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Write what is laid ready to the idle slot.
    Write,
    /// Start from that slot next, and restart now.
    Try,
    /// The slot on trial works: keep it.
    Keep,
}

/// What root says of the last errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This version stands in the idle slot, and was read back.
    Written(Version),
    /// It could not be done, and why.
    Failed(String),
}

impl Card {
    /// Asks root for it.
    ///
    /// # Errors
    /// That of the folder.
    pub(super) fn ask(&self, errand: Errand) -> Result<()> {
        File::create(self.request(errand))?;
        Ok(())
    }

    /// Whether there was such a request; there is none any more then.
    pub(super) fn take(&self, errand: Errand) -> bool {
        fs::remove_file(self.request(errand)).is_ok()
    }

    /// Whether root has not begun with it.
    pub(super) fn is_asked(&self, errand: Errand) -> bool {
        self.request(errand).exists()
    }

    /// What root said last since the machine started; nothing while it writes.
    pub(super) fn answer(&self) -> Option<Answer> {
        let text = self.system.text(ANSWER)?;
        let (word, rest) = text.split_once(' ')?;
        match word {
            "written" => Some(Answer::Written(rest.trim().parse().ok()?)),
            "failed" => Some(Answer::Failed(rest.trim().to_owned())),
            _ => None,
        }
    }

    /// Root's side of [`Card::answer`].
    pub(super) fn say(&self, answer: Option<&Answer>) -> Result<()> {
        match answer {
            Some(Answer::Written(version)) => self.tell(ANSWER, &format!("written {version}\n")),
            Some(Answer::Failed(why)) => self.tell(ANSWER, &format!("failed {why}\n")),
            None => {
                let path = self.system.path(ANSWER);
                match path.exists() {
                    true => Ok(fs::remove_file(path)?),
                    false => Ok(()),
                }
            }
        }
    }

    /// Replaces a file of `/run/nichoir`, which everybody may read.
    pub(super) fn tell(&self, absolute: &str, text: &str) -> Result<()> {
        let path = self.system.path(absolute);
        let new = path.with_extension("new");
        let mut file = File::create(&new)?;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
        file.write_all(text.as_bytes())?;
        Ok(fs::rename(new, path)?)
    }

    fn request(&self, errand: Errand) -> PathBuf {
        self.system.path(match errand {
            Errand::Write => "/run/nichoir-asks/write",
            Errand::Try => "/run/nichoir-asks/try",
            Errand::Keep => "/run/nichoir-asks/keep",
        })
    }
}

const ANSWER: &str = "/run/nichoir/answer";
