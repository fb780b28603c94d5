//! The standing record of `dns-persist-01`: what it is for our accounts, and whether the owner wrote it.
//!
//! An authority's staging directory has other accounts than its usual one, so each has its own record.

use instant_acme::Account;

use super::authorities::Directory;
use super::backoff::Next;
use super::transport::Transport;
use super::{account, persist};
use crate::app::App;
use crate::appliance::name;
use crate::store::certificates;

/// Whether the owner wrote the record for our account at `directory`.
pub(super) async fn is_there(app: &App, directory: &Directory, host: &str) -> bool {
    match record(app, directory).await {
        Some(record) => name::sees_txt(app, &persist::name(host), &record).await,
        None => false,
    }
}

/// What the owner may write for our account at `directory`; `None` if the authority does not offer it.
pub(super) async fn record(app: &App, directory: &Directory) -> Option<String> {
    let url = directory.url.clone();
    app.store.read(move |db| certificates::standing_record(db, &url)).await.ok().flatten()
}

/// The authority offers the challenge and calls itself `issuer`: remembers the records for both of its
/// directories, so that the owner can write them at once.
pub(super) async fn remember(app: &App, next: Next<'_>, issuer: &str, here: &Account) {
    remember_at(app, next.directory(), &persist::record(issuer, here.id())).await;
    if !next.rehearsal || record(app, &next.authority.production).await.is_some() {
        return;
    }
    let production = &next.authority.production;
    let transport = Transport::new(app, &production.url);
    if let Ok(there) = account::open(app, production, &transport).await {
        remember_at(app, production, &persist::record(issuer, there.id())).await;
    }
}

async fn remember_at(app: &App, directory: &Directory, text: &str) {
    if record(app, directory).await.as_deref() == Some(text) {
        return;
    }
    let (url, text) = (directory.url.clone(), text.to_owned());
    let written =
        app.store.write(move |tx| certificates::set_standing_record(tx, &url, &text)).await;
    if let Err(error) = written {
        tracing::warn!(%error, "cannot remember a record for DNS");
    }
}
