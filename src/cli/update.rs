//! `nichoir update FILE`: a newer program is laid ready; and which program is to run a command.

use std::path::Path;

use super::say;
use crate::appliance::system::System;
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
