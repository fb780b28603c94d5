//! `nichoir card FROM TO`: sorts what was written on the card, for the card image's own program.

use std::path::Path;

use super::log;
use crate::appliance::card::sort;
use crate::config::Config;
use crate::error::{Error, Result};

pub(super) fn run(config: &Config, words: &[String]) -> Result<()> {
    let [from, to] = words else {
        return Err(Error::invalid(
            "nichoir card needs two folders: the card's, and one to write to",
        ));
    };
    log::start(&config.log, &config.journal_stream)?;
    let wrong = |cause| Error::conflict(format!("Cannot write to {to}")).caused_by(cause);
    sort(Path::new(from), Path::new(to)).map_err(wrong)
}
