//! `nichoir setup`: makes the owner, by a prompt or from a script.
//!
//! Works while the node runs; the node notices by itself.

use std::io::{IsTerminal as _, Read as _};

use super::{say, serve};
use crate::actions::setup::{self, NewOwner, Outcome};
use crate::appliance::claim::start::{self, Since};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::site::Site;

/// What `setup` was told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) name: Option<String>,
    pub(super) domain: Option<String>,
    pub(super) handle_domain: Option<String>,
    pub(super) passphrase_stdin: bool,
}

pub(super) fn run(config: &Config, options: Options) -> Result<()> {
    let name =
        setup::check_name(&options.name.ok_or_else(|| {
            Error::invalid("setup needs a name: nichoir setup --name YOUR_NAME")
        })?)?;
    let site = site(config, options.domain.as_deref(), options.handle_domain.as_deref())?;
    let passphrase = passphrase(options.passphrase_stdin)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let app = serve::open(config)?;
        let owner = NewOwner { name: name.clone(), site: site.clone(), passphrase };
        let outcome = setup::setup(&app, owner).await?;
        // Whoever has the code must not believe that it is good for anything.
        start::prepare(&app, &config.data, Since::Before).await?;
        Ok::<_, Error>(outcome)
    })?;
    let handle = format!("@{name}@{}", site.handle_domain);
    say(&match outcome {
        Outcome::Made => format!(
            "{handle} lives here now. Start the node with `nichoir serve` (if it does not run \
             already) and sign in from a Mastodon app with the address {}",
            site.host
        ),
        Outcome::Moved => format!(
            "{handle} lives at {} from now on. Restart the node if it is running.",
            site.base()
        ),
    });
    Ok(())
}

/// Without a domain the node stays on this machine.
fn site(config: &Config, domain: Option<&str>, handle_domain: Option<&str>) -> Result<Site> {
    let Some(domain) = domain else {
        if handle_domain.is_some() {
            return Err(Error::invalid("--handle-domain needs --domain as well"));
        }
        let host = format!("localhost:{}", config.listen.port());
        return Ok(Site::new(&host, &host));
    };
    let host = setup::check_domain(domain)?;
    let handles = handle_domain.map_or_else(|| Ok(host.clone()), setup::check_domain)?;
    Ok(Site::new(&host, &handles))
}

fn passphrase(from_stdin: bool) -> Result<String> {
    if from_stdin {
        let mut text = String::new();
        std::io::stdin().take(4096).read_to_string(&mut text)?;
        return setup::check_passphrase(text.trim_end_matches(['\r', '\n']));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Error::invalid(
            "There is no terminal to ask for a passphrase; use --passphrase-stdin",
        ));
    }
    let first = setup::check_passphrase(&rpassword::prompt_password("Passphrase: ")?)?;
    if rpassword::prompt_password("Once more: ")? != first {
        return Err(Error::invalid("The two passphrases differ"));
    }
    Ok(first)
}
