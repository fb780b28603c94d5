//! `nichoir update FILE`: a newer program is laid ready; and which program is to run a command.

use std::path::Path;

use super::{log, say};
use crate::appliance::system::System;
use crate::appliance::update::card::Card;
use crate::appliance::update::{launch, root, stage};
use crate::config::{Config, Values};
use crate::error::{Error, Result};

pub(super) fn run(config: &Config, words: &[String]) -> Result<()> {
    let [file] = words else {
        return Err(Error::invalid("Which update? nichoir update FILE"));
    };
    let system = System::new(&config.sys_root);
    let version = stage::take(&system, &config.data, Path::new(file))?;
    say(&match Card::of(&system) {
        Some(_) => format!("Nichoir {version} is ready; the node that runs sees to the rest"),
        None => format!("Nichoir {version} is ready; it is tried when the node starts next"),
    });
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

/// What the server asked of root: `nichoir slot`, which the service manager of a card starts. The data folder is
/// the server's, so no configuration is read there.
pub(super) fn serve_as_root(arguments: &Values) -> Result<()> {
    log::start("warn", "")?;
    let of = |key, usual| Path::new(arguments.get(key).map_or(usual, String::as_str));
    let card = Card::of(&System::new(of("sys_root", "/")));
    let card =
        card.ok_or_else(|| Error::conflict("This machine does not run from a card of Nichoir"))?;
    root::serve(&card, of("data", "/var/lib/nichoir"))
}
