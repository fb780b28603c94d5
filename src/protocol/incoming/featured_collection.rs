//! A set of people whom somebody recommends: `FeaturedCollection` (in Mastodon: collection).
//!
//! Does not say whether those in it agreed: each item names the document that does, see
//! [`feature_authorization`](super::feature_authorization).
//! Spec: FEP-7aa9.

use serde_json::Value;

use super::{Unreadable, date, field, one_or_many, readable, tag, uri};

/// A set of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeaturedCollection {
    /// Its id.
    pub id: String,
    /// Who recommends them; of the same origin as the id.
    pub attributed_to: String,
    /// One line.
    pub name: String,
    /// HTML as it came.
    pub summary: String,
    /// BCP 47 tag of the summary's language.
    pub language: Option<String>,
    /// Page for people.
    pub url: Option<String>,
    /// The hashtag it is about, without `#`.
    pub topic: Option<String>,
    /// Not for everybody's eyes.
    pub sensitive: bool,
    /// Wants to be found.
    pub discoverable: bool,
    /// Milliseconds since 1970.
    pub published_ms: Option<i64>,
    /// Milliseconds since 1970.
    pub updated_ms: Option<i64>,
    /// Who is in it, in its order: each once, at most 150.
    pub items: Vec<FeaturedItem>,
}

/// Somebody in a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeaturedItem {
    /// Their id.
    pub object: String,
    /// Where it says that they agree; of the same origin as their id.
    pub authorization: String,
}

impl FeaturedCollection {
    /// Reads a set. Items that cannot be embedded, or that nobody could have agreed to, are left out.
    ///
    /// # Errors
    /// When the type is another, or an id is missing or of another origin.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        if !field::has_type(value, "FeaturedCollection") {
            return Err(Unreadable("the type is not FeaturedCollection"));
        }
        let id = field::object_id(value).ok_or(Unreadable("the collection has no id"))?;
        let attributed_to = field::id(value, "attributedTo").filter(|by| uri::same_origin(&id, by));
        Ok(Self {
            attributed_to: attributed_to.ok_or(Unreadable("the collection is nobody's"))?,
            name: field::line(value, "name", MAX_NAME_BYTES).unwrap_or_default(),
            summary: readable::text(value, "summary", MAX_SUMMARY_BYTES).unwrap_or_default(),
            language: readable::language_of(value, "summary"),
            url: field::link(value, "url"),
            topic: one_or_many::each_object(value, "topic").find_map(tag::hashtag_name),
            sensitive: field::is_true(value, "sensitive"),
            discoverable: field::is_true(value, "discoverable"),
            published_ms: date::read(value, "published"),
            updated_ms: date::read(value, "updated"),
            items: items(value),
            id,
        })
    }
}

fn items(collection: &Value) -> Vec<FeaturedItem> {
    let mut items: Vec<FeaturedItem> = Vec::new();
    for value in one_or_many::each_object(collection, "orderedItems") {
        let Some(item) = item(value) else { continue };
        if items.len() < MAX_ITEMS && items.iter().all(|known| known.object != item.object) {
            items.push(item);
        }
    }
    items
}

fn item(value: &Value) -> Option<FeaturedItem> {
    let object = field::id(value, "featuredObject").filter(|id| uri::is_object_id(id))?;
    let authorization = field::id(value, "featureAuthorization")?;
    uri::same_origin(&object, &authorization).then_some(FeaturedItem { object, authorization })
}

/// Mastodon's hard limit for those of other servers.
const MAX_NAME_BYTES: usize = 256;
const MAX_SUMMARY_BYTES: usize = 4096;
/// As many as Mastodon reads.
const MAX_ITEMS: usize = 150;

#[cfg(test)]
#[path = "featured_collection_tests.rs"]
mod tests;
