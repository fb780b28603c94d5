//! Writes the members of one JSON object in the order of the calls.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// A JSON object that is being written.
pub(super) struct Fields<S: Serializer>(S::SerializeMap);

impl<S: Serializer> Fields<S> {
    pub(super) fn begin(serializer: S) -> Result<Self, S::Error> {
        Ok(Self(serializer.serialize_map(None)?))
    }

    pub(super) fn put(&mut self, key: &str, value: impl Serialize) -> Result<(), S::Error> {
        self.0.serialize_entry(key, &value)
    }

    /// Leaves the member out if there is no value.
    pub(super) fn put_some(
        &mut self,
        key: &str,
        value: Option<impl Serialize>,
    ) -> Result<(), S::Error> {
        value.map_or(Ok(()), |value| self.put(key, value))
    }

    /// Leaves the member out if there are no values; one value is still an array.
    pub(super) fn put_list(
        &mut self,
        key: &str,
        values: &[impl Serialize],
    ) -> Result<(), S::Error> {
        if values.is_empty() { Ok(()) } else { self.put(key, values) }
    }

    pub(super) fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}
