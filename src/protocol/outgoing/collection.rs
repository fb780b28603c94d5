//! Collections and their pages: outbox, followers, featured, replies, likes.

use serde::{Serialize, Serializer};

use super::context::{Context, Document};
use super::fields::Fields;

/// Does the order of the items mean something?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `OrderedCollection`, newest first.
    Newest,
    /// `Collection`.
    None,
}

/// A collection as a whole. A hidden list has a total and nothing else.
#[derive(Debug, Clone)]
pub struct Collection<'a, T> {
    /// Its id.
    pub id: &'a str,
    /// Does the order mean something?
    pub order: Order,
    /// How many there are, also those not shown.
    pub total: Option<u64>,
    /// The first page.
    pub first: Option<&'a str>,
    /// The last page.
    pub last: Option<&'a str>,
    /// All items, where they fit into one document; ids or embedded objects.
    pub items: Option<Vec<T>>,
}

impl<'a> Collection<'a, &'a str> {
    /// A collection that only says how many there are and where they begin.
    pub fn counted(id: &'a str, order: Order, total: u64, first: Option<&'a str>) -> Self {
        Self { id, order, total: Some(total), first, last: None, items: None }
    }
}

impl<T: Serialize> Collection<'_, T> {
    /// As served. Items may be posts, so their terms are declared.
    pub fn document(&self) -> Document<'_, Self> {
        let context = if self.items.is_some() { Context::Note } else { Context::Plain };
        Document::new(context, self)
    }
}

impl<T: Serialize> Serialize for Collection<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("id", self.id)?;
        fields.put(
            "type",
            if self.order == Order::Newest { "OrderedCollection" } else { "Collection" },
        )?;
        fields.put_some("totalItems", self.total)?;
        fields.put_some("first", self.first)?;
        fields.put_some("last", self.last)?;
        fields.put_some(items_key(self.order), self.items.as_ref())?;
        fields.end()
    }
}

/// One page of a collection.
#[derive(Debug, Clone)]
pub struct Page<'a, T> {
    /// Its id.
    pub id: &'a str,
    /// Does the order mean something?
    pub order: Order,
    /// The collection.
    pub part_of: &'a str,
    /// The page with what is older.
    pub next: Option<&'a str>,
    /// The page with what is newer.
    pub prev: Option<&'a str>,
    /// Ids or embedded objects.
    pub items: Vec<T>,
}

impl<T: Serialize> Page<'_, T> {
    /// As served. Items may be posts, so their terms are declared.
    pub fn document(&self) -> Document<'_, Self> {
        Document::new(Context::Note, self)
    }
}

impl<T: Serialize> Serialize for Page<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("id", self.id)?;
        let kind = match self.order {
            Order::Newest => "OrderedCollectionPage",
            Order::None => "CollectionPage",
        };
        fields.put("type", kind)?;
        fields.put("partOf", self.part_of)?;
        fields.put_some("next", self.next)?;
        fields.put_some("prev", self.prev)?;
        fields.put(items_key(self.order), &self.items)?;
        fields.end()
    }
}

fn items_key(order: Order) -> &'static str {
    match order {
        Order::Newest => "orderedItems",
        Order::None => "items",
    }
}
