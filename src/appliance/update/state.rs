//! Which program runs, and which one is on trial: one small file, replaced as a whole.

use std::fmt;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::version::Version;
use crate::error::{Error, Result};

/// Where an update lies. The other place is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// The first place.
    A,
    /// The second place.
    B,
}

/// An update that is to show that it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Where it lies.
    pub slot: Slot,
    /// What it brings.
    pub version: Version,
    /// How often it may still be started.
    pub tries_left: u8,
    /// The database was copied, and what the update writes may be taken back.
    pub has_begun: bool,
}

/// How the last update ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// What it brought.
    pub version: Version,
    /// Why it is not what runs; `None` if it is.
    pub went_back: Option<String>,
}

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The update that runs; `None` for the program that was installed.
    pub runs: Option<Slot>,
    /// The update that is tried.
    pub trial: Option<Trial>,
    /// The last one that was.
    pub last: Option<Last>,
}

impl Slot {
    /// The one to put the next update in.
    pub fn other(runs: Option<Self>) -> Self {
        runs.map_or(Self::A, Self::opposite)
    }

    /// That which this one is not.
    pub fn opposite(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "a",
            Self::B => "b",
        })
    }
}

impl FromStr for Slot {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "a" => Ok(Self::A),
            "b" => Ok(Self::B),
            _ => Err(()),
        }
    }
}

/// Where updates lie, in the data folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// That of a data folder. It need not be there.
    pub fn of(data: &Path) -> Self {
        Self(data.join("update"))
    }

    /// Makes it.
    ///
    /// # Errors
    /// The disk's.
    pub fn make(&self) -> Result<()> {
        Ok(fs::create_dir_all(&self.0)?)
    }

    /// The three lines that came with the program.
    pub fn head(&self, slot: Slot) -> PathBuf {
        self.program(slot).with_extension("head")
    }

    /// The program, or the root of a card.
    pub fn program(&self, slot: Slot) -> PathBuf {
        self.0.join(slot.to_string())
    }

    /// The database as it was before the trial.
    pub fn copy(&self) -> PathBuf {
        self.0.join("before.sqlite3")
    }

    /// An update that somebody laid there by hand, to be taken.
    pub fn incoming(&self) -> PathBuf {
        self.0.join("incoming")
    }

    /// Why a system on trial gave itself up, as it left it.
    pub fn why(&self) -> PathBuf {
        self.0.join("why")
    }

    /// A file that is just coming in.
    pub fn arrival(&self) -> PathBuf {
        self.0.join("arriving")
    }

    /// What is known; nothing if there is no such file.
    ///
    /// # Errors
    /// If it cannot be read: then nobody knows what to run.
    pub fn state(&self) -> Result<State> {
        let text = match fs::read_to_string(self.0.join(STATE)) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Ok(State::default());
            }
            Err(cause) => return Err(cause.into()),
        };
        serde_json::from_str(&text).map_err(Error::internal)
    }

    /// Replaces what is known; it is on disk when this returns.
    ///
    /// # Errors
    /// The disk's; what was known before is still there then.
    pub fn save(&self, state: &State) -> Result<()> {
        let new = self.0.join("state.new");
        let mut file = File::create(&new)?;
        file.write_all(serde_json::to_string(state)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, self.0.join(STATE))?;
        Ok(File::open(&self.0)?.sync_all()?)
    }
}

const STATE: &str = "state.json";
