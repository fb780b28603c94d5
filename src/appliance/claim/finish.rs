//! The end of a claim: the owner is made, and code, sessions and links die in the same transaction.

use super::{Claim, Step, load, note, save};
use crate::actions::passphrase;
use crate::actions::setup::{self, NewOwner};
use crate::app::App;
use crate::appliance::wanted;
use crate::error::{Error, Result};
use crate::site::Site;
use crate::store::{Write, oauth, owners, settings};

/// The passphrase came over HTTPS, by the link with this token.
///
/// # Errors
/// Not found if the link is dead; invalid if the passphrase is too short.
pub async fn over_https(app: &App, token: String, passphrase: String) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let claim = app.store.read(load).await?.unwrap_or_default();
    if !claim.welcomes(&token, now_ms) {
        return Err(Error::not_found("link"));
    }
    // Two may have come with the same link: the transaction looks again.
    let good = move |claim: &Claim| claim.welcomes(&token, now_ms);
    if claim.step == Step::Temporary {
        return replace(app, passphrase, good).await;
    }
    let site = Site::new(&claim.host, claim.handle_domain());
    make(app, claim, site, passphrase, Step::Done, good).await
}

/// The passphrase came over the home network, in the clear, from the browser with this session: it is
/// temporary if the node has an address.
///
/// # Errors
/// Unauthorised if the browser was not let in; invalid if the passphrase is too short.
pub async fn at_home(app: &App, session: String, passphrase: String, home: Site) -> Result<()> {
    let claim = app.store.read(load).await?.unwrap_or_default();
    if !claim.knows(&session) {
        return Err(Error::unauthorised("Show the code first"));
    }
    let (site, step) = match claim.stays_home {
        true => (home, Step::AtHome),
        false => (Site::new(&claim.host, claim.handle_domain()), Step::Temporary),
    };
    let good = move |claim: &Claim| claim.knows(&session) && claim.step == Step::Check;
    make(app, claim, site, passphrase, step, good).await
}

impl Claim {
    /// Domain of the handle.
    pub fn handle_domain(&self) -> &str {
        if self.handle_domain.is_empty() { &self.host } else { &self.handle_domain }
    }
}

/// Makes the owner; never a second one, and only what was chosen when the passphrase page was shown.
async fn make(
    app: &App,
    claim: Claim,
    site: Site,
    passphrase: String,
    step: Step,
    good: impl FnOnce(&Claim) -> bool + Send + 'static,
) -> Result<()> {
    let passphrase = setup::check_passphrase(&passphrase)?;
    let name = setup::check_name(&claim.name)?;
    let chosen = claim.clone();
    let finish = move |tx: &Write| {
        let now = load(tx)?.unwrap_or_default();
        if settings::site(tx)?.is_some() || !good(&now) || !now.chose_the_same(&chosen) {
            return Err(Error::conflict("Somebody else was quicker; open the checklist again"));
        }
        end(tx, now, step)
    };
    setup::setup_and(app, NewOwner { name, site, passphrase }, finish).await?;
    note::remove(&claim);
    Ok(())
}

impl Claim {
    fn chose_the_same(&self, other: &Self) -> bool {
        let choice =
            |claim: &Self| (claim.name.clone(), claim.host.clone(), claim.handle_domain.clone());
        choice(self) == choice(other) && self.stays_home == other.stays_home
    }
}

/// The temporary passphrase dies, and so does every sign-in that went over the home network in the clear.
async fn replace(
    app: &App,
    passphrase: String,
    good: impl FnOnce(&Claim) -> bool + Send + 'static,
) -> Result<()> {
    let (passphrase, random) = (setup::check_passphrase(&passphrase)?, app.random.clone());
    let hash = tokio::task::spawn_blocking(move || passphrase::hash(&passphrase, &random));
    let hash = hash.await.map_err(Error::internal)??;
    app.store
        .write(move |tx| {
            let claim = load(tx)?.filter(good).ok_or_else(|| Error::not_found("link"))?;
            let (id, _) = owners::first(tx)?.ok_or_else(|| Error::not_found("owner"))?;
            owners::set_passphrase(tx, id, &hash)?;
            oauth::delete_tokens_of(tx, id)?;
            end(tx, claim, Step::Done)
        })
        .await
}

/// What remains of a claim that is over.
fn end(tx: &Write, claim: Claim, step: Step) -> Result<()> {
    let sessions = if step == Step::Temporary { claim.sessions } else { Vec::new() };
    let card_code = claim.card_code;
    wanted::forget(tx)?;
    save(tx, &Claim { step, sessions, card_code, ..Claim::default() })
}
