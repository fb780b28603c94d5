//! What the one who showed the code chooses: a name, and an address or none.
//!
//! Every choice can be made again until somebody lives here. The keepers hear of it at once.

use super::session::change;
use super::{Claim, Step};
use crate::app::App;
use crate::appliance::wanted::{self, Wanted};
use crate::error::Result;
use crate::store::Write;

/// The owner's name, checked already.
///
/// # Errors
/// Those of [`change`].
pub async fn name(app: &App, session: String, name: String) -> Result<()> {
    let wanted = change(app, session, move |tx, claim| {
        claim.name = name;
        claim.step = claim.step.max(Step::Domain);
        remember(tx, claim)
    });
    wanted::tell(&app.appliance, wanted.await?);
    Ok(())
}

/// The address of the node and the domain of the handle, checked already.
///
/// # Errors
/// Those of [`change`].
pub async fn address(app: &App, session: String, host: String, handles: String) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let wanted = change(app, session, move |tx, claim| {
        if claim.step != Step::Check || claim.host != host {
            claim.since_ms = now_ms;
        }
        claim.handle_domain = if handles == host { String::new() } else { handles };
        claim.host = host;
        claim.stays_home = false;
        claim.step = Step::Check;
        remember(tx, claim)
    });
    wanted::tell(&app.appliance, wanted.await?);
    Ok(())
}

/// No address for now.
///
/// # Errors
/// Those of [`change`].
pub async fn stay_home(app: &App, session: String) -> Result<()> {
    let wanted = change(app, session, move |tx, claim| {
        claim.stays_home = true;
        claim.step = Step::Check;
        remember(tx, claim)
    });
    wanted::tell(&app.appliance, wanted.await?);
    Ok(())
}

/// Keeps what the keepers are to know.
fn remember(tx: &Write, claim: &Claim) -> Result<Option<Wanted>> {
    if claim.step != Step::Check || claim.stays_home {
        wanted::forget(tx)?;
        return Ok(None);
    }
    let wanted = Wanted {
        name: claim.name.clone(),
        host: claim.host.clone(),
        handle_domain: claim.handle_domain().to_owned(),
    };
    wanted::save(tx, &wanted)?;
    Ok(Some(wanted))
}
