//! `nichoir update FILE`: a newer program is laid ready; and which program is to run a command.

use std::path::Path;

use super::say;
use crate::appliance::system::System;
use crate::appliance::update::state::{Folder, State};
use crate::appliance::update::{launch, stage};
use crate::config::Config;
use crate::error::{Error, Result};

pub(super) fn run(config: &Config, words: &[String]) -> Result<()> {
    let [file] = words else {
        return Err(Error::invalid("Which update? nichoir update FILE"));
    };
    let system = System::new(&config.sys_root);
    let version = stage::take(&system, &config.data, Path::new(file))?;
    say(&format!("Nichoir {version} is ready; it is tried when the node starts next"));
    Ok(())
}

/// Goes on as a newer program, if there is one; `serves` if a node is about to start.
pub(super) fn hand_over(config: &Config, serves: bool) -> Result<()> {
    // This is the newer one.
    if config.update.is_some() {
        return Ok(());
    }
    let system = System::new(&config.sys_root);
    launch::hand_over(&system, &config.data, &config.database(), serves)
}

/// What there is to say about updates: good news, or bad.
pub(super) fn news(config: &Config) -> Option<Result<String, String>> {
    let State { trial, last, .. } = Folder::of(&config.data).state().ok()?;
    if let Some(trial) = trial {
        let version = trial.version;
        return Some(Ok(match trial.has_begun {
            true => format!("the update to {version} is being tried"),
            false => format!("the update to {version} is ready; restart the node to try it"),
        }));
    }
    let last = last?;
    Some(match last.went_back {
        None => Ok(format!("the update to {} works and runs", last.version)),
        Some(why) => Err(format!(
            "the update to {} went back ({why}); nothing is lost, wait for a newer one",
            last.version
        )),
    })
}
