//! The DNS name: leads here, and follows when our addresses change.
//!
//! `keeper` is the loop. Who serves the owner's DNS is a [`provider::Provider`]; what DNS says is
//! looked up where it is decided (`look_up`), so that no cache makes anybody wait.

mod api;
mod budget;
mod change;
mod cloudflare;
mod desec;
mod exchange;
pub mod form;
mod keeper;
mod look_up;
mod looker;
mod mirror;
mod names;
mod own;
mod pace;
mod pointing;
pub mod provider;
mod published;
mod publisher;
mod report;
mod resolvers;
mod rfc2136;
mod secret;
mod split_domain;
mod suitable;
mod trouble;
mod tsig;
mod txt;
mod unfit;
mod update_url;
mod zone;

use std::error::Error as _;

pub use mirror::Mirror;
pub use names::Names;
pub use pointing::Pointing;
pub use provider::Provider;
pub use suitable::is_suitable;
pub use trouble::Trouble;
pub use txt::{can_publish_txt, publish_txt, sees_txt, withdraw_txt};

pub use keeper::keep;

use self::published::Published;
use self::unfit::Unfit;
use super::Appliance;
use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::Locale;

/// Makes `provider` the one that serves the owner's DNS, if it knows us and lets us change the wanted
/// name. The keeper goes on with it at once. As long as the time is not known nobody can be asked, and the
/// checklist says later what is wrong.
///
/// # Errors
/// Why it does not; [`explain`] says it in the reader's language.
pub async fn choose(app: &App, provider: Provider) -> Result<()> {
    let wanted = app.appliance.wanted.borrow().clone();
    let host = match wanted {
        Some(wanted) => wanted.host,
        None => return Err(Error::conflict("Choose the name before the DNS provider")),
    };
    match provider.check(app, &host).await {
        Ok(()) | Err(Trouble::Untimely) => {}
        Err(trouble) => return Err(trouble.error(&host)),
    }
    app.store
        .write(move |tx| {
            provider::save(tx, &provider)?;
            Published::default().save(tx)
        })
        .await?;
    look_now(&app.appliance);
    Ok(())
}

/// What went wrong in [`choose`] or [`form::from_form`], in the reader's language.
pub fn explain(error: &Error, locale: Locale, host: &str) -> String {
    let Some(cause) = error.source() else { return error.message().to_owned() };
    match (cause.downcast_ref::<Trouble>(), cause.downcast_ref::<Unfit>()) {
        (Some(trouble), _) => trouble.say(locale, host),
        (_, Some(unfit)) => unfit.say(locale),
        _ => error.message().to_owned(),
    }
}

/// Somebody is looking at the checklist: looks at once, and more often for a while.
pub fn look_now(appliance: &Appliance) {
    appliance.names.bell().notify_one();
}
