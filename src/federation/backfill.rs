//! The last posts, the pins and the numbers of somebody seen for the first time.
//!
//! Once for each account. Later posts come to the inbox.

use serde_json::Value;

use super::budget::Budget;
use super::collection_pages;
use super::remote_status::{alone, store_document};
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::{AccountId, StatusId};
use crate::protocol::incoming::{Activity, ActivityKind, Object, ObjectRef, uri};
use crate::store::accounts::{self, Account};
use crate::store::{pins, statuses};

/// Reads the last posts of an account from its outbox, and its pinned posts.
///
/// # Errors
/// [`Kind::NotFound`] if the account is not here. That its server does not answer is no error: the
/// posts are only missing.
pub async fn backfill(app: &App, id: AccountId) -> Result<()> {
    let Some(account) = due(app, id).await? else { return Ok(()) };
    let mut budget = Budget::for_a_job();
    for part in [posts(app, &account, &mut budget).await, pinned(app, &account, &mut budget).await]
    {
        match part {
            Err(error) if error.kind() == Kind::Internal => return Err(error),
            Err(error) => tracing::debug!(actor = account.uri, %error, "Could not read old posts"),
            Ok(()) => {}
        }
    }
    Ok(())
}

async fn due(app: &App, id: AccountId) -> Result<Option<Account>> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| {
        let account = accounts::by_id(tx, id)?.ok_or_else(|| Error::not_found("account"))?;
        let done = accounts::backfilled_ms(tx, id)?.is_some();
        if account.is_local() || account.gone || done {
            return Ok(None);
        }
        accounts::set_backfilled(tx, id, now_ms)?;
        Ok(Some(account))
    });
    write.await
}

async fn posts(app: &App, account: &Account, budget: &mut Budget) -> Result<()> {
    if account.outbox_uri.is_empty() {
        return Ok(());
    }
    let outbox = ObjectRef::Uri(account.outbox_uri.clone());
    let found = collection_pages::read(app, &outbox, &account.uri, POSTS, budget).await?;
    // Oldest first, so that answers to oneself find what they answer.
    for item in found.items.iter().rev() {
        if let Err(error) = post(app, account, item, budget).await {
            tracing::debug!(actor = account.uri, %error, "Could not read an old post");
        }
    }
    let (id, total) = (account.id, found.total.map(i64::from));
    app.store.write(move |tx| accounts::set_counts(tx, id, None, None, total)).await
}

/// What somebody's own outbox embeds under their own name is as good as fetched (FEP-fe34).
async fn post(app: &App, account: &Account, item: &ObjectRef, budget: &mut Budget) -> Result<()> {
    let created = item.embedded().and_then(|value| Activity::read(value).ok());
    let object = match &created {
        Some(activity) if activity.kind == ActivityKind::Create => &activity.object,
        // Boosts of others would each cost requests to others.
        Some(_) => return Ok(()),
        None => item,
    };
    if let Some(own) = object.embedded().filter(|value| is_by(value, account)) {
        store_document(app, own, budget).await?;
    } else if let Some(at_home) = object.uri().filter(|id| uri::same_origin(id, &account.uri)) {
        alone(app, at_home, budget).await?;
    }
    Ok(())
}

fn is_by(value: &Value, account: &Account) -> bool {
    Object::read(value).is_ok_and(|object| object.attributed_to == account.uri)
}

async fn pinned(app: &App, account: &Account, budget: &mut Budget) -> Result<()> {
    if account.featured_uri.is_empty() {
        return Ok(());
    }
    let featured = ObjectRef::Uri(account.featured_uri.clone());
    let found = collection_pages::read(app, &featured, &account.uri, PINS, budget).await?;
    for item in found.items.iter().filter_map(ObjectRef::uri) {
        if !uri::same_origin(item, &account.uri) {
            continue;
        }
        match alone(app, item, budget).await {
            Ok((status, _)) => pin(app, account.id, status).await?,
            Err(error) => tracing::debug!(uri = item, %error, "Could not read a pinned post"),
        }
    }
    Ok(())
}

/// Hostile input 32: nobody pins what somebody else wrote.
async fn pin(app: &App, account: AccountId, status: StatusId) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let write = app.store.write(move |tx| match statuses::by_id(tx, status)? {
        Some(found) if found.account_id == account => pins::insert(tx, account, status, now_ms),
        _ => Ok(()),
    });
    write.await
}

const POSTS: usize = 20;
const PINS: usize = 10;
