//! Which post does a post quote?
//!
//! Whether the quoted author agrees is not known here.
//! Spec: FEP-044f, FEP-e232, and the older properties of Misskey and Fedibird.

use serde_json::Value;

use super::{field, one_or_many, uri};
use crate::protocol::media_type;

/// The id of the quoted post: the first usable one, best specified property first.
#[must_use]
pub fn read(object: &Value) -> Option<String> {
    ["quote", "quoteUri", "quoteUrl", "_misskey_quote"]
        .into_iter()
        .filter_map(|key| field::id(object, key))
        .find(|id| uri::is_object_id(id))
        .or_else(|| one_or_many::each_object(object, "tag").find_map(quote_link))
}

/// A `Link` to an object (FEP-e232) whose relation says that it is a quote.
fn quote_link(tag: &Value) -> Option<String> {
    let is_object = tag.get("mediaType")?.as_str().is_some_and(media_type::is_activity);
    let is_quote = one_or_many::each(tag, "rel")
        .filter_map(Value::as_str)
        .any(|relation| QUOTE_RELATIONS.contains(&relation));
    let wanted = field::has_type(tag, "Link") && is_object && is_quote;
    wanted.then(|| field::href(tag)).flatten().filter(|id| uri::is_object_id(id))
}

const QUOTE_RELATIONS: [&str; 3] = [
    "https://misskey-hub.net/ns#_misskey_quote",
    "http://fedibird.com/ns#quoteUri",
    "https://w3id.org/fep/044f#quote",
];
