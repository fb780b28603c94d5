//! Collections of this node's people: outbox, followers, following, pinned posts, hashtags, answers.
//!
//! Lists of people are only counted: who follows whom is nobody else's business.

use serde_json::Value;

use super::note::NoteParts;
use super::reblog::ReblogParts;
use crate::error::{Error, Result};
use crate::federation::activity;
use crate::id::{AccountId, StatusId};
use crate::protocol::outgoing::collection::{Collection, Order, Page};
use crate::protocol::outgoing::tag::Tag;
use crate::site::Site;
use crate::store::accounts::{self, Account};
use crate::store::featured_tags;
use crate::store::own_statuses;
use crate::store::{Read, statuses};

/// The outbox as a whole.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such account.
pub fn outbox(db: &Read, account: AccountId) -> Result<String> {
    let account = local(db, account)?;
    let id = format!("{}/outbox", account.uri);
    let first = format!("{id}?page=true");
    counted(&id, Order::Newest, account.statuses_count, Some(&first))
}

/// A page of the outbox: what everybody may see and is older than `before`.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such account.
pub fn outbox_page(
    db: &Read,
    site: &Site,
    account: AccountId,
    before: Option<StatusId>,
    now_ms: i64,
) -> Result<String> {
    let account = local(db, account)?;
    let found = own_statuses::public_of(db, account.id, before.unwrap_or(StatusId::MAX), PAGE)?;
    let mut items = Vec::with_capacity(found.len());
    for status in &found {
        items.push(match &status.reblog_of_uri {
            Some(_) => serde_json::to_value(ReblogParts::read(db, status.id)?.announce())?,
            None => {
                let parts = NoteParts::read(db, site, status.id, now_ms)?;
                serde_json::to_value(activity::create(
                    &activity::create_uri(site, &parts),
                    &parts,
                    &parts.note(),
                ))?
            }
        });
    }
    let outbox = format!("{}/outbox", account.uri);
    let id = page_uri(&outbox, "max_id", before);
    let last = found.last().filter(|_| found.len() >= full()).map(|status| status.id);
    let next = last.map(|last| page_uri(&outbox, "max_id", Some(last)));
    page(&id, Order::Newest, &outbox, next.as_deref(), items)
}

/// The followers: how many.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such account.
pub fn followers(db: &Read, account: AccountId) -> Result<String> {
    let account = local(db, account)?;
    counted(&format!("{}/followers", account.uri), Order::Newest, account.followers_count, None)
}

/// The followed: how many.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such account.
pub fn following(db: &Read, account: AccountId) -> Result<String> {
    let account = local(db, account)?;
    counted(&format!("{}/following", account.uri), Order::Newest, account.following_count, None)
}

/// The pinned posts, whole, so that nobody needs to fetch them one by one.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such account.
pub fn featured(db: &Read, site: &Site, account: AccountId, now_ms: i64) -> Result<String> {
    let account = local(db, account)?;
    let mut items = Vec::new();
    for id in own_statuses::pinned_of(db, account.id)? {
        let parts = NoteParts::read(db, site, id, now_ms)?;
        items.push(serde_json::to_value(parts.note())?);
    }
    let id = format!("{}/featured", account.uri);
    let collection = Collection {
        id: &id,
        order: Order::Newest,
        total: u64::try_from(items.len()).ok(),
        first: None,
        last: None,
        items: Some(items),
    };
    Ok(serde_json::to_string(&collection.document())?)
}

/// The hashtags on a profile.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such account.
pub fn tags(db: &Read, site: &Site, account: AccountId) -> Result<String> {
    let account = local(db, account)?;
    let names = featured_tags::names(db, account.id)?;
    let written: Vec<_> =
        names.iter().map(|name| (site.tag_page(name), format!("#{name}"))).collect();
    let items: Vec<_> = written.iter().map(|(href, name)| Tag::Hashtag { href, name }).collect();
    let id = format!("{}/tags", account.uri);
    let collection = Collection {
        id: &id,
        order: Order::None,
        total: u64::try_from(items.len()).ok(),
        first: None,
        last: None,
        items: Some(items),
    };
    Ok(serde_json::to_string(&collection.document())?)
}

/// The answers to a post, as far as everybody may see them: the collection and its first page, or the
/// page after `after`.
///
/// # Errors
/// [`Kind::NotFound`](crate::error::Kind) if there is no such post.
pub fn replies(db: &Read, status: StatusId, after: Option<StatusId>) -> Result<String> {
    let status = statuses::by_id(db, status)?.filter(|status| status.local);
    let status = status.ok_or_else(|| Error::not_found("post"))?;
    let id = format!("{}/replies", status.uri);
    let Some(after) = after else {
        let first = page_uri(&id, "min_id", Some(StatusId::MIN));
        let collection = Collection::<&str> {
            id: &id,
            order: Order::None,
            total: None,
            first: Some(&first),
            last: None,
            items: None,
        };
        return Ok(serde_json::to_string(&collection.document())?);
    };
    let found = own_statuses::public_replies(db, status.id, after, PAGE)?;
    let last = found.last().filter(|_| found.len() >= full()).map(|(id, _)| *id);
    let next = last.map(|last| page_uri(&id, "min_id", Some(last)));
    let items = found.into_iter().map(|(_, uri)| Value::from(uri)).collect();
    page(&page_uri(&id, "min_id", Some(after)), Order::None, &id, next.as_deref(), items)
}

fn local(db: &Read, id: AccountId) -> Result<Account> {
    let account = accounts::by_id(db, id)?.filter(Account::is_local);
    account.ok_or_else(|| Error::not_found("account"))
}

fn counted(id: &str, order: Order, total: i64, first: Option<&str>) -> Result<String> {
    let total = u64::try_from(total).unwrap_or(0);
    Ok(serde_json::to_string(&Collection::counted(id, order, total, first).document())?)
}

fn page(
    id: &str,
    order: Order,
    part_of: &str,
    next: Option<&str>,
    items: Vec<Value>,
) -> Result<String> {
    let page = Page { id, order, part_of, next, prev: None, items };
    Ok(serde_json::to_string(&page.document())?)
}

fn page_uri(collection: &str, bound: &str, id: Option<StatusId>) -> String {
    match id {
        Some(id) => format!("{collection}?page=true&{bound}={id}"),
        None => format!("{collection}?page=true"),
    }
}

fn full() -> usize {
    usize::try_from(PAGE).unwrap_or(usize::MAX)
}

const PAGE: u32 = 20;
