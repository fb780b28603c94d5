//! The document by which somebody agrees to be in one set of people.
//!
//! Does not compare the ids with the set and the person: both must match.
//! Spec: FEP-7aa9.

use serde_json::Value;

use super::{Unreadable, field, uri};

/// Somebody's consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureAuthorization {
    /// The set.
    pub interacting_object: String,
    /// Who agrees; of the same origin as the document.
    pub interaction_target: String,
}

impl FeatureAuthorization {
    /// Reads it.
    ///
    /// # Errors
    /// When the type is another, an id is missing, or somebody agrees for another server.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        if !field::has_type(value, "FeatureAuthorization") {
            return Err(Unreadable("the type is not FeatureAuthorization"));
        }
        let ids = || {
            let id = field::object_id(value)?;
            let target = field::id(value, "interactionTarget")?;
            let target = uri::same_origin(&id, &target).then_some(target)?;
            Some((field::id(value, "interactingObject")?, target))
        };
        let (interacting_object, interaction_target) =
            ids().ok_or(Unreadable("an id is missing or of another server"))?;
        Ok(Self { interacting_object, interaction_target })
    }
}

#[cfg(test)]
#[path = "feature_authorization_tests.rs"]
mod tests;
