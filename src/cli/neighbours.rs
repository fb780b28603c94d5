//! `nichoir neighbours`: who else is on this home network.

use crate::config::Config;
use crate::error::{Error, Result};

pub(super) fn run(_config: &Config, _json: bool) -> Result<()> {
    Err(Error::invalid("not there yet"))
}
