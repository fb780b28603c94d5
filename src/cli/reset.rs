//! `nichoir reset`: the box can be claimed anew, by somebody who holds it.
//!
//! The old owner's data are moved aside, or deleted if that is what was said. Never while a node runs on
//! them. A file `RESET` on the card asks for the same at the next start.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use super::{lock, say, serve};
use crate::appliance::care;
use crate::appliance::claim::start::{self, Since};
use crate::appliance::system::System;
use crate::appliance::update;
use crate::clock::{Clock, rfc3339};
use crate::config::Config;
use crate::error::{Error, Result};

/// What belongs to the owner, in the data folder.
const OWNED: &[&str] =
    &["nichoir.sqlite3", "nichoir.sqlite3-wal", "nichoir.sqlite3-shm", "media", "CLAIM.txt"];
/// What asks for a reset at the next start.
const ON_CARD: &str = "RESET";

pub(super) fn run(config: &Config, all: bool) -> Result<()> {
    let _lock = lock::take(&config.data)?;
    care::make_way(&config.data);
    if all && !confirmed()? {
        return Err(Error::conflict("Nothing was changed"));
    }
    say(&reset(&config.data, all)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let claim = runtime.block_on(async {
        let app = serve::open(config)?;
        start::prepare(&app, &config.data, Since::Reset).await
    })?;
    let code = claim.and_then(|claim| claim.code).map(|code| code.to_string());
    say(&format!("The box can be claimed with the code {}", code.unwrap_or_default()));
    Ok(())
}

/// Does what a file on the card asks for. Whether there was one. The node must not run yet.
pub(super) fn honour(config: &Config) -> Result<Since> {
    let folder = System::new(&config.sys_root).boot_folder();
    let Some(path) = folder.map(|folder| folder.join(ON_CARD)).filter(|path| path.is_file()) else {
        return Ok(Since::Before);
    };
    let word = std::fs::read_to_string(&path).unwrap_or_default();
    // First of all, or each start would be a reset.
    if let Err(cause) = std::fs::remove_file(&path) {
        tracing::warn!(%cause, "cannot remove {}, so it is not followed", path.display());
        return Ok(Since::Before);
    }
    let done = reset(&config.data, word.trim().eq_ignore_ascii_case("all"))?;
    // Nor does the old owner come back with an update that goes back.
    update::forget(&config.data)?;
    tracing::warn!("{done}, as {} asked", path.display());
    Ok(Since::Reset)
}

/// What was done, in a sentence.
fn reset(data: &Path, all: bool) -> Result<String> {
    let there: Vec<_> = OWNED.iter().filter(|name| data.join(name).exists()).collect();
    if there.is_empty() {
        return Ok("There was nothing to reset".into());
    }
    if all {
        for name in there {
            let path = data.join(name);
            if path.is_dir() {
                std::fs::remove_dir_all(&path)
            } else {
                std::fs::remove_file(&path)
            }?;
        }
        return Ok("All data of the old owner are deleted".into());
    }
    let aside = aside(data)?;
    for name in there {
        std::fs::rename(data.join(name), aside.join(name))?;
    }
    Ok(format!("The data of the old owner are in {}", aside.display()))
}

/// A new folder for what was here: `old-2026-11-25`, or `old-2026-11-25-2` on a busy day.
fn aside(data: &Path) -> Result<PathBuf> {
    let day: String = rfc3339(Clock::system().now_ms()).chars().take(10).collect();
    for number in 1..1_000 {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = data.join(format!("old-{day}{suffix}"));
        match std::fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(cause.into()),
        }
    }
    Err(Error::conflict("There are too many old folders already; move some away"))
}

/// A script says `--all` on purpose; a person at a terminal is asked.
fn confirmed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(true);
    }
    say("All posts, followers and keys will be deleted for ever. Type yes to go on:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim() == "yes")
}
