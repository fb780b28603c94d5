//! From what a person types or pastes to an account or a status, asking other servers if needed.
//!
//! Somebody waits for the answer, so the budget is small.

use serde_json::Value;

use super::budget::Budget;
use super::featured_collections;
use super::fetch::fetch_document;
use super::handle::{fetch_handle, same};
use super::remote_account::{self, resolve_account};
use super::remote_status;
use super::store_actor::FRESH_MS;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{AccountId, CollectionId, StatusId};
use crate::jobs::job::Job;
use crate::protocol::acct::Acct;
use crate::protocol::incoming::{Activity, ActivityKind, Actor, field, uri};
use crate::site::LocalUri;
use crate::store::accounts::{self, Account};
use crate::store::{collections, jobs, statuses};

pub use super::featured_collections::{freshen, of_account as collections_of};
pub use super::refreshes::Refresh;

/// What an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Somebody.
    Account(AccountId),
    /// A post.
    Status(StatusId),
    /// A set of people whom somebody recommends.
    Collection(CollectionId),
}

/// The account with this handle.
///
/// # Errors
/// [`crate::error::Kind::NotFound`] if there is none, or if actor and domain do not agree about it.
pub async fn resolve_handle(app: &App, acct: &Acct) -> Result<AccountId> {
    let site = app.site().await?;
    let local = [&site.handle_domain, &site.host].contains(&&acct.domain);
    let (username, domain) = (acct.username.clone(), acct.domain.clone());
    let domain = if local { String::new() } else { domain };
    let known = app.store.read(move |db| accounts::by_handle(db, &username, &domain)).await?;
    if let Some(account) = known.filter(|account| account.handle_verified) {
        if !account.is_local() && account.fetched_ms < app.clock.now_ms() - FRESH_MS {
            let dedupe = format!("refresh:{}", account.uri);
            later(app, Job::RefreshAccount { uri: account.uri }, dedupe).await?;
        }
        return Ok(account.id);
    }
    if local {
        return Err(Error::not_found("account"));
    }
    look_up(app, acct).await
}

async fn look_up(app: &App, acct: &Acct) -> Result<AccountId> {
    let mut budget = Budget::for_a_person();
    budget.spend()?;
    let jrd = fetch_handle(app, acct).await?;
    let id = resolve_account(app, &jrd.actor, &mut budget).await?;
    let mut account = by_id(app, id).await?;
    if !account.handle_verified {
        remote_account::check_handle(app, &account, &mut budget).await?;
        account = by_id(app, id).await?;
    }
    let shown = Acct { username: account.username, domain: account.domain };
    let agreed = account.handle_verified && same(&shown, &jrd.subject);
    if !agreed && account.host_id.is_some() {
        return Err(Error::not_found("account"));
    }
    met(app, id).await?;
    Ok(id)
}

async fn by_id(app: &App, id: AccountId) -> Result<Account> {
    let account = app.store.read(move |db| accounts::by_id(db, id)).await?;
    account.ok_or_else(|| Error::not_found("account"))
}

/// What is at this address: an actor, a post, a set of people, the page of one, or the activity that made it.
///
/// # Errors
/// [`crate::error::Kind::NotFound`] if nothing of the kind is there.
pub async fn resolve_url(app: &App, url: &str) -> Result<Found> {
    if let Some(found) = known(app, url).await? {
        return Ok(found);
    }
    let mut budget = Budget::for_a_person();
    budget.spend()?;
    let document = fetch_document(app, url).await?;
    if let Ok(actor) = Actor::read(&document) {
        let id = remote_account::store(app, actor, &mut budget).await?;
        met(app, id).await?;
        return Ok(Found::Account(id));
    }
    if field::has_type(&document, "FeaturedCollection") {
        let id = featured_collections::store(app, &document, &mut budget).await?;
        return Ok(Found::Collection(id));
    }
    let (id, parent) = match created(&document) {
        Some(uri) => remote_status::alone(app, &uri, &mut budget).await?,
        None => remote_status::store_document(app, &document, &mut budget).await?,
    };
    if let Some(uri) = parent {
        let dedupe = format!("thread:{uri}");
        later(app, Job::FetchThread { uri }, dedupe).await?;
    }
    later(app, Job::FetchReplies { status: id }, format!("replies:{id}")).await?;
    Ok(Found::Status(id))
}

async fn known(app: &App, url: &str) -> Result<Option<Found>> {
    let site = app.site().await?;
    match site.local_uri(url) {
        Some(LocalUri::Account(_)) => {
            let id = resolve_account(app, url, &mut Budget::for_a_person()).await?;
            return Ok(Some(Found::Account(id)));
        }
        Some(LocalUri::Status(_, id)) => {
            let found = app.store.read(move |db| statuses::by_id(db, id)).await?;
            let status = found.ok_or_else(|| Error::not_found("status"))?;
            return Ok(Some(Found::Status(status.id)));
        }
        Some(_) => return Err(Error::not_found("page")),
        None => {}
    }
    let url = url.to_owned();
    let read = app.store.read(move |db| {
        if let Some(status) = statuses::by_uri(db, &url)? {
            return Ok(Some(Found::Status(status.id)));
        }
        if let Some(collection) = collections::id_by_uri(db, &url)? {
            return Ok(Some(Found::Collection(collection)));
        }
        let account = accounts::by_uri(db, &url)?.filter(|account| !account.gone);
        Ok(account.map(|account| Found::Account(account.id)))
    });
    read.await
}

/// The post that a Create made, if it is of the same origin.
fn created(document: &Value) -> Option<String> {
    let activity = Activity::read(document).ok()?;
    let at_home = |uri: &&str| uri::same_origin(uri, &activity.actor);
    let uri = activity.object.uri().filter(at_home)?.to_owned();
    (activity.kind == ActivityKind::Create).then_some(uri)
}

/// Somebody here looked this person up: their profile should not stay empty.
async fn met(app: &App, account: AccountId) -> Result<()> {
    let done = app.store.read(move |db| accounts::backfilled_ms(db, account)).await?;
    if done.is_some() {
        return Ok(());
    }
    later(app, Job::Backfill { account }, format!("backfill:{account}")).await
}

async fn later(app: &App, job: Job, dedupe: String) -> Result<()> {
    let now_ms = app.clock.now_ms();
    app.store.write(move |tx| jobs::enqueue(tx, &job, now_ms, Some(&dedupe))).await
}
