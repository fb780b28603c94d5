//! `nichoir claim-code`: the code that claims this box.

use crate::config::Config;
use crate::error::{Error, Result};

pub(super) fn run(_config: &Config) -> Result<()> {
    Err(Error::invalid("not there yet"))
}
