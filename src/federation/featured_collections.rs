//! Sets of people whom somebody elsewhere recommends: reading them, and asking those in them whether they agree.
//!
//! Only what somebody here looks at is read. Nobody is shown in a set who did not agree to that on their own server.
//! Spec: FEP-7aa9.

use serde_json::Value;

use super::budget::Budget;
use super::collection_pages;
use super::fetch::fetch_document;
use super::remote_account::resolve_account;
use crate::app::App;
use crate::error::{Error, Kind, Result};
use crate::id::{AccountId, CollectionId};
use crate::jobs::job::Job;
use crate::protocol::incoming::{FeatureAuthorization, FeaturedCollection, ObjectRef, uri};
use crate::store::accounts::Account;
use crate::store::collection_items::{self, Unasked};
use crate::store::collections::{self, Collection};
use crate::store::{Write, jobs};
use crate::text;

/// Reads what an account of another server recommends, once a day at most: somebody here looks at it.
///
/// # Errors
/// Those of [`fetch_document`] for the actor and its list. A set that cannot be read is only missing.
pub async fn of_account(app: &App, account: &Account) -> Result<()> {
    let (id, now_ms) = (account.id, app.clock.now_ms());
    let looked_ms = app.store.read(move |db| collections::looked_ms(db, id)).await?;
    if account.is_local() || looked_ms.is_some_and(|at| at > now_ms - FRESH_MS) {
        return Ok(());
    }
    app.store.write(move |tx| collections::set_looked(tx, id, now_ms)).await?;
    let mut budget = Budget::for_a_person();
    budget.spend()?;
    let actor = fetch_document(app, &account.uri).await?;
    let Some(list) = ObjectRef::first(&actor, "featuredCollections") else { return Ok(()) };
    let found = collection_pages::read(app, &list, &account.uri, MOST_SETS, &mut budget).await?;
    for item in &found.items {
        if let Err(error) = of_list(app, account, item, &mut budget).await {
            tracing::debug!(actor = account.uri, %error, "Could not read a set of people");
        }
    }
    Ok(())
}

/// What somebody's own list embeds under their own name is as good as fetched (FEP-fe34).
async fn of_list(
    app: &App,
    account: &Account,
    item: &ObjectRef,
    budget: &mut Budget,
) -> Result<CollectionId> {
    if let Some(set) = item.embedded().and_then(|value| FeaturedCollection::read(value).ok())
        && set.attributed_to == account.uri
    {
        return put(app, set, account.id).await;
    }
    let address = item.uri().filter(|address| uri::same_origin(address, &account.uri));
    let address = address.ok_or_else(|| Error::invalid("The set is on another server"))?;
    budget.spend()?;
    store(app, &fetch_document(app, address).await?, budget).await
}

/// Stores a set that was read from its server, and has those in it asked.
///
/// # Errors
/// [`Kind::Invalid`] if it is none; those of [`resolve_account`] for whoever recommends.
pub(super) async fn store(
    app: &App,
    document: &Value,
    budget: &mut Budget,
) -> Result<CollectionId> {
    let set = FeaturedCollection::read(document).map_err(|why| Error::invalid(why.0))?;
    let by = resolve_account(app, &set.attributed_to, budget).await?;
    put(app, set, by).await
}

async fn put(app: &App, set: FeaturedCollection, by: AccountId) -> Result<CollectionId> {
    let now_ms = app.clock.now_ms();
    let published_ms = set.published_ms.unwrap_or(now_ms);
    let row = Collection {
        id: app.ids.at(published_ms, &set.id),
        uri: set.id,
        url: set.url,
        account_id: by,
        name: set.name,
        description_html: text::sanitise(&set.summary),
        language: set.language,
        tag: set.topic.map(|topic| topic.to_lowercase()),
        sensitive: set.sensitive,
        discoverable: set.discoverable,
        published_ms,
        updated_ms: set.updated_ms.unwrap_or(published_ms),
        fetched_ms: now_ms,
    };
    let items: Vec<_> = set
        .items
        .into_iter()
        .map(|item| Unasked {
            id: app.ids.next(),
            object_uri: item.object,
            authorization_uri: item.authorization,
        })
        .collect();
    let write = app.store.write(move |tx| {
        let id = collections::put(tx, &row)?;
        collection_items::put(tx, id, &items)?;
        keep_later(tx, id, now_ms)?;
        Ok(id)
    });
    write.await
}

fn keep_later(tx: &Write, id: CollectionId, now_ms: i64) -> Result<()> {
    let job = Job::ReadCollection { collection: id };
    jobs::enqueue(tx, &job, now_ms, Some(&format!("collection:{id}")))
}

/// Somebody here looks at a set: if it is old it is read again soon.
///
/// # Errors
/// Those of the store.
pub async fn freshen(app: &App, set: &Collection) -> Result<()> {
    let (id, now_ms) = (set.id, app.clock.now_ms());
    if !is_old(set, now_ms) {
        return Ok(());
    }
    app.store.write(move |tx| keep_later(tx, id, now_ms)).await
}

fn is_old(set: &Collection, now_ms: i64) -> bool {
    set.fetched_ms <= now_ms - FRESH_MS
}

/// Reads a set again if it is old, and asks those in it.
///
/// # Errors
/// [`Kind::Upstream`] and [`Kind::Busy`] if somebody is left who could not be asked: then it is tried again.
pub async fn keep(app: &App, id: CollectionId) -> Result<()> {
    let found = app.store.read(move |db| collections::by_ids(db, &[id])).await?.pop();
    let Some(set) = found else { return Ok(()) };
    let mut budget = Budget::for_a_job();
    if is_old(&set, app.clock.now_ms()) {
        budget.spend()?;
        match fetch_document(app, &set.uri).await {
            Ok(document) => store(app, &document, &mut budget).await.map(drop)?,
            Err(error) if matches!(error.kind(), Kind::Gone | Kind::NotFound) => {
                return app.store.write(move |tx| collections::delete(tx, id)).await;
            }
            Err(error) => return Err(error),
        }
    }
    ask_around(app, &set, &mut budget).await
}

/// Asks all who were not asked since the set was read.
async fn ask_around(app: &App, set: &Collection, budget: &mut Budget) -> Result<()> {
    let id = set.id;
    let unasked = app.store.read(move |db| collection_items::unasked(db, id)).await?;
    let (mut answers, mut left) = (Vec::new(), Ok(()));
    for item in unasked {
        match ask(app, &set.uri, &item, budget).await {
            Ok(account) => answers.push((item.id, Some(account))),
            Err(error) if is_passing(&error) => left = Err(error),
            Err(error) => {
                tracing::debug!(uri = item.object_uri, %error, "somebody does not agree to be in a set");
                answers.push((item.id, None));
            }
        }
    }
    // At once: a power cut before that only means that they are asked again.
    let keep = move |tx: &Write| {
        answers.iter().try_for_each(|(item, agreed)| collection_items::answer(tx, *item, *agreed))
    };
    app.store.write(keep).await?;
    left
}

/// Who it is, if their own server says that they agree to be in this set.
async fn ask(app: &App, set: &str, item: &Unasked, budget: &mut Budget) -> Result<AccountId> {
    budget.spend()?;
    let document = fetch_document(app, &item.authorization_uri).await?;
    let said = FeatureAuthorization::read(&document).map_err(|why| Error::invalid(why.0))?;
    if said.interacting_object != set || said.interaction_target != item.object_uri {
        return Err(Error::invalid("That agrees to something else"));
    }
    resolve_account(app, &item.object_uri, budget).await
}

fn is_passing(error: &Error) -> bool {
    matches!(error.kind(), Kind::Upstream | Kind::Busy | Kind::Internal)
}

/// Sets of one account that are read at a time.
const MOST_SETS: usize = 20;
const FRESH_MS: i64 = 24 * 3_600_000;
