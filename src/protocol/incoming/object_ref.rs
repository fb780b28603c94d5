//! What an activity is about: an id, or an object sent along.
//!
//! An embedded object is not believed for being there; see FEP-fe34.

use serde_json::Value;

use super::{field, one_or_many, uri};

/// An object by id or in full.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectRef {
    /// Only its id: a usable https address.
    Uri(String),
    /// The object itself, as it was sent. Its id may be missing or unusable.
    Embedded(Value),
}

impl ObjectRef {
    /// The first reference in `object[key]` that can be used.
    #[must_use]
    pub fn first(object: &Value, key: &str) -> Option<Self> {
        one_or_many::each(object, key).find_map(Self::read)
    }

    /// A reference from an id or an object; `None` from anything else.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(id) => uri::is_uri(id).then(|| Self::Uri(id.clone())),
            Value::Object(_) => Some(Self::Embedded(value.clone())),
            _ => None,
        }
    }

    /// The object's id, if it has a usable one.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        match self {
            Self::Uri(id) => Some(id),
            Self::Embedded(value) => field::id_of(value).filter(|id| uri::is_uri(id)),
        }
    }

    /// The object itself, if it was sent along.
    #[must_use]
    pub fn embedded(&self) -> Option<&Value> {
        match self {
            Self::Uri(_) => None,
            Self::Embedded(value) => Some(value),
        }
    }
}
