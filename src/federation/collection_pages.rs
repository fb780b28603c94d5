//! Reads the pages of a collection of another server, up to a bound.
//!
//! Gives references only: whether an item is believed is decided by whoever asked.
//! Spec: ActivityStreams 2.0 §5; hostile inputs 39 and 64.

use serde_json::Value;

use super::budget::Budget;
use super::fetch::fetch_document;
use crate::app::App;
use crate::error::{Error, Result};
use crate::protocol::incoming::{Collection, ObjectRef, uri};

/// What was read of a collection.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// In the order of the collection.
    pub(super) items: Vec<ObjectRef>,
    /// How many there are in all, as its server says.
    pub(super) total: Option<u32>,
}

/// Reads `most` items of the collection `start`, which belongs to `owner`: all of its pages must be
/// of the owner's origin. What is missing after the first page is no error.
///
/// # Errors
/// Those of [`fetch_document`] and [`Budget::spend`] for the first page.
pub(super) async fn read(
    app: &App,
    start: &ObjectRef,
    owner: &str,
    most: usize,
    budget: &mut Budget,
) -> Result<Items> {
    let first = page(app, start, owner, budget).await?;
    let mut found = Items { total: first.total_items, items: first.items };
    let mut next = first.first.or(first.next.map(ObjectRef::Uri));
    for _ in 0..PAGES {
        let Some(address) = next.take().filter(|_| found.items.len() < most) else { break };
        let Ok(page) = page(app, &address, owner, budget).await else { break };
        found.items.extend(page.items);
        // A page that names itself as the next ends here, too.
        next = page.next.map(ObjectRef::Uri).filter(|next| *next != address);
    }
    found.items.truncate(most);
    Ok(found)
}

async fn page(app: &App, page: &ObjectRef, owner: &str, budget: &mut Budget) -> Result<Collection> {
    match page {
        ObjectRef::Embedded(value) => understand(value, owner),
        ObjectRef::Uri(address) => {
            if !uri::same_origin(address, owner) {
                return Err(Error::invalid("A page of the collection is on another server"));
            }
            budget.spend()?;
            understand(&fetch_document(app, address).await?, owner)
        }
    }
}

fn understand(value: &Value, owner: &str) -> Result<Collection> {
    let page = Collection::read(value).map_err(|why| Error::invalid(why.0))?;
    if page.id.as_ref().is_some_and(|id| !uri::same_origin(id, owner)) {
        return Err(Error::invalid("The collection is on another server"));
    }
    Ok(page)
}

const PAGES: usize = 10;
