//! Collections and their pages: posts, followers, replies, pins.
//!
//! Does not turn pages. Items from other hosts are still in it: what they are believed for depends
//! on the collection.
//! Spec: ActivityStreams 2.0 §5.

use serde_json::Value;

use super::{ObjectRef, Unreadable, field, one_or_many, uri};

/// A collection or one page of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// Its id; embedded pages often have none.
    pub id: Option<String>,
    /// Ids or embedded objects in their order, at most 1 000.
    pub items: Vec<ObjectRef>,
    /// The first page, by id or embedded.
    pub first: Option<ObjectRef>,
    /// The next page.
    pub next: Option<String>,
    /// The collection of this page.
    pub part_of: Option<String>,
    /// How many there are in all, as its server says.
    pub total_items: Option<u32>,
}

impl Collection {
    /// Reads a collection or page. Pages of another origin than its own id are left out.
    ///
    /// # Errors
    /// When its type is no collection's.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        if !field::types(value).any(|name| TYPES.contains(&name)) {
            return Err(Unreadable("the type is no collection's"));
        }
        let id = field::id_of(value).filter(|id| uri::is_uri(id)).map(str::to_owned);
        let at_home = |page: &str| id.as_deref().is_none_or(|id| uri::same_origin(id, page));
        Ok(Self {
            items: items(value),
            first: ObjectRef::first(value, "first").filter(|page| page.uri().is_none_or(at_home)),
            next: field::id(value, "next").filter(|page| at_home(page)),
            part_of: field::id(value, "partOf").filter(|whole| at_home(whole)),
            total_items: field::count(value, "totalItems"),
            id,
        })
    }
}

/// Some servers put the items of an `OrderedCollection` under `items`.
fn items(collection: &Value) -> Vec<ObjectRef> {
    let ordered = one_or_many::each(collection, "orderedItems");
    let items = ordered.chain(one_or_many::each(collection, "items"));
    items.filter_map(ObjectRef::read).take(MAX_ITEMS).collect()
}

const TYPES: [&str; 4] =
    ["Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"];
const MAX_ITEMS: usize = 1_000;

#[cfg(test)]
#[path = "collection_tests.rs"]
mod tests;
