//! `nichoir neighbours`: who else is on this home network, as they say themselves.

use std::time::Duration;

use super::say;
use crate::appliance::discovery::Air;
use crate::appliance::discovery::neighbour::{self, Neighbour};
use crate::config::Config;
use crate::error::Result;

/// Whoever is awake answers within a second; some sleep.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn run(_config: &Config, json: bool) -> Result<()> {
    let found = super::serve::runtime()?.block_on(neighbour::around(Air::home(), PATIENCE))?;
    if json {
        say(&serde_json::to_string(&found)?);
    } else if found.is_empty() {
        say(
            "Nobody answered. Some networks keep machines apart: look at the settings of the Wi-Fi.",
        );
    } else {
        found.iter().for_each(|neighbour| say(&line(neighbour)));
    }
    Ok(())
}

fn line(neighbour: &Neighbour) -> String {
    let addresses: Vec<_> = neighbour.addresses.iter().map(ToString::to_string).collect();
    let domain = if neighbour.domain.is_empty() { "(no domain)" } else { &neighbour.domain };
    format!("{domain}  {}  port {}  {}", addresses.join(" "), neighbour.port, neighbour.name)
}
