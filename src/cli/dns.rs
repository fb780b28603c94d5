//! `nichoir dns KIND [FIELD=VALUE]…`: who serves the owner's DNS, for scripts and for those without pages.
//!
//! What nobody else may see is read from standard input, or asked for on a terminal. A running node
//! follows within a minute.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Read as _};

use super::{say, serve};
use crate::appliance::name::form::{self, Kind};
use crate::appliance::name::{self, provider};
use crate::appliance::wanted;
use crate::config::Config;
use crate::error::{Error, Result};

/// No token or key is longer.
const SECRET_BYTES: u64 = 4096;

pub(super) fn run(config: &Config, words: &[String]) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let Some((kind, fields)) = words.split_first() else {
        let now =
            runtime.block_on(async { serve::open(config)?.store.read(provider::load).await })?;
        say(now.kind());
        return Ok(());
    };
    let kind = form::kind(kind).ok_or_else(|| Error::invalid(usage()))?;
    let mut fields = parse(fields)?;
    if let Some(secret) = kind.secret
        && !fields.contains_key(secret)
    {
        fields.insert(secret.to_owned(), ask(secret)?);
    }
    let provider = form::from_form(kind.name, &fields)?;
    runtime.block_on(async {
        let app = serve::open(config)?;
        wanted::tell(&app.appliance, app.store.read(wanted::load).await?);
        name::choose(&app, provider).await
    })?;
    say(&format!("{} serves the name from now on", kind.name));
    Ok(())
}

fn parse(words: &[String]) -> Result<BTreeMap<String, String>> {
    let pair = |word: &String| {
        let (field, value) = word.split_once('=').ok_or_else(|| Error::invalid(usage()))?;
        Ok((field.to_owned(), value.to_owned()))
    };
    words.iter().map(pair).collect()
}

fn ask(secret: &str) -> Result<String> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password(format!("{secret}: "))?);
    }
    let mut text = String::new();
    std::io::stdin().take(SECRET_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

fn usage() -> String {
    let mut text = "nichoir dns KIND FIELD=VALUE…, where KIND is one of:".to_owned();
    for Kind { name, fields, optional, secret } in form::KINDS {
        let visible = fields.iter().filter(|field| Some(**field) != *secret);
        let visible = visible.map(|field| format!(" {field}=…"));
        let may = optional.iter().map(|field| format!(" [{field}=…]"));
        text.push_str(&format!("\n  {name}{}", visible.chain(may).collect::<String>()));
        if let Some(secret) = secret {
            text.push_str(&format!("  ({secret} from standard input)"));
        }
    }
    text
}
