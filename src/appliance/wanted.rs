//! Who is to live where: chosen in the claim, or by `nichoir setup`.
//!
//! The owner exists only at the end of the claim; until then this is all that there is of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Appliance;
use crate::app::App;
use crate::error::Result;
use crate::store::{Read, Write, owners, settings};

/// What the box is to become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The owner's name.
    pub name: String,
    /// Authority of our URLs, such as `home.example`: what the certificate is for.
    pub host: String,
    /// Domain of the handle; usually the host.
    pub handle_domain: String,
}

/// Where it stands in `settings` until there is an owner.
const WANTED: &str = "wanted";
/// `nichoir setup` may make the owner while we run, in a process of its own.
const LOOK: Duration = Duration::from_secs(15);

/// What the owner has, or the claim has chosen. `None` as well for a node that stays at home.
pub fn load(db: &Read) -> Result<Option<Wanted>> {
    if let Some(site) = settings::site(db)? {
        let Some((_, name)) = owners::first(db)?.filter(|_| !site.is_home_only()) else {
            return Ok(None);
        };
        return Ok(Some(Wanted { name, host: site.host, handle_domain: site.handle_domain }));
    }
    let row = settings::value(db, WANTED)?;
    Ok(row.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Remembers the choice of a claim that is not finished.
pub fn save(tx: &Write, wanted: &Wanted) -> Result<()> {
    settings::set(tx, WANTED, &serde_json::to_string(wanted)?)
}

/// The owner has it all; or nothing is wanted any more.
pub fn forget(tx: &Write) -> Result<()> {
    settings::remove(tx, WANTED)
}

/// Tells the keepers, who begin at once.
pub fn tell(appliance: &Appliance, wanted: Option<Wanted>) {
    appliance.wanted.send_if_modified(|was| {
        let changed = *was != wanted;
        *was = wanted;
        changed
    });
}

/// Tells the keepers what the database says, and goes on until it says something.
pub(super) async fn keep(app: App) {
    loop {
        match app.store.read(load).await {
            Ok(Some(wanted)) => return tell(&app.appliance, Some(wanted)),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "cannot read who is to live here"),
        }
        let mut changed = app.appliance.wanted.subscribe();
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = changed.wait_for(Option::is_some) => return,
        }
    }
}
