//! `nichoir set SWITCH on|off`: switches that have no page yet.
//!
//! They are rows in `settings`, so a running node follows at once.

use super::{say, serve};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::store::settings;

/// What can be switched, and what that means.
const SWITCHES: &[(&str, &str)] = &[(
    settings::AUTHORISED_FETCH,
    "other servers must sign what they ask for, so that blocked ones get nothing",
)];

pub(super) fn run(config: &Config, words: &[String]) -> Result<()> {
    let [name, value] = words else { return Err(Error::invalid(usage())) };
    let known = SWITCHES.iter().find(|(known, _)| known == name);
    let (key, meaning) = known.ok_or_else(|| Error::invalid(usage()))?;
    let stored = match value.as_str() {
        "on" => "1",
        "off" => "0",
        _ => return Err(Error::invalid(usage())),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let app = serve::open(config)?;
        app.store.write(move |tx| settings::set(tx, key, stored)).await
    })?;
    say(&format!("{key} is {value} ({meaning})"));
    Ok(())
}

fn usage() -> String {
    let mut text = "nichoir set SWITCH on|off, where SWITCH is one of:".to_owned();
    for (name, meaning) in SWITCHES {
        text.push_str(&format!("\n  {name}: {meaning}"));
    }
    text
}
