//! `nichoir reset`: the box can be claimed anew.

use crate::config::Config;
use crate::error::{Error, Result};

pub(super) fn run(_config: &Config, _all: bool) -> Result<()> {
    Err(Error::invalid("not there yet"))
}
