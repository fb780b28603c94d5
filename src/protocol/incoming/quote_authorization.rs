//! The stamp by which the author of a post allows one other post to quote it.
//!
//! Does not compare the three ids with the posts: all of them must match.
//! Spec: FEP-044f.

use serde_json::Value;

use super::{Unreadable, field, uri};

/// A stamp on a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteAuthorization {
    /// The stamp's own id.
    pub id: String,
    /// The author of the quoted post; of the same origin as the stamp.
    pub attributed_to: String,
    /// The post that quotes.
    pub interacting_object: String,
    /// The post that is quoted; of the same origin as the stamp.
    pub interaction_target: String,
}

impl QuoteAuthorization {
    /// Reads a stamp.
    ///
    /// # Errors
    /// When the type is another, an id is missing, or somebody stamps for another server.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        if !field::has_type(value, "QuoteAuthorization") {
            return Err(Unreadable("the type is not QuoteAuthorization"));
        }
        let stamp = Self::ids(value).ok_or(Unreadable("the stamp lacks an id"))?;
        let granted_at_home = uri::same_origin(&stamp.id, &stamp.attributed_to)
            && uri::same_origin(&stamp.id, &stamp.interaction_target);
        if !granted_at_home {
            return Err(Unreadable("the stamp is not from the quoted author's server"));
        }
        Ok(stamp)
    }

    fn ids(value: &Value) -> Option<Self> {
        Some(Self {
            id: field::object_id(value)?,
            attributed_to: field::id(value, "attributedTo")?,
            interacting_object: field::id(value, "interactingObject")?,
            interaction_target: field::id(value, "interactionTarget")?,
        })
    }
}

#[cfg(test)]
#[path = "quote_authorization_tests.rs"]
mod tests;
