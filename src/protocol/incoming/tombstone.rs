//! What is left of something deleted.
//!
//! Does not say who deleted it or whether they might.
//! Spec: ActivityStreams `Tombstone`.

use serde_json::Value;

use super::{Unreadable, date, field};

/// A gravestone for an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The id of what was deleted.
    pub id: String,
    /// When, milliseconds since 1970.
    pub deleted_ms: Option<i64>,
}

impl Tombstone {
    /// Reads a tombstone.
    ///
    /// # Errors
    /// When it is none or has no usable id.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        if !field::has_type(value, "Tombstone") {
            return Err(Unreadable("the type is not Tombstone"));
        }
        let id = field::object_id(value).ok_or(Unreadable("the tombstone has no usable id"))?;
        Ok(Self { id, deleted_ms: date::read(value, "deleted") })
    }
}
