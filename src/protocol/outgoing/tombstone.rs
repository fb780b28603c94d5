//! What is left of a deleted post, also the body of a `410 Gone`.

use serde::{Serialize, Serializer};

use super::context::{Context, Document};
use super::fields::Fields;
use super::time::rfc3339;

/// A deleted object of ours.
#[derive(Debug, Clone)]
pub struct Tombstone<'a> {
    /// The id that it had.
    pub id: &'a str,
    /// What it was, such as `Note`; `None` where nobody remembers.
    pub former_type: Option<&'a str>,
    /// When it was deleted.
    pub deleted_ms: Option<i64>,
}

impl Tombstone<'_> {
    /// As served.
    pub fn document(&self) -> Document<'_, Self> {
        Document::new(Context::Plain, self)
    }
}

impl Serialize for Tombstone<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("id", self.id)?;
        fields.put("type", "Tombstone")?;
        fields.put_some("formerType", self.former_type)?;
        fields.put_some("deleted", self.deleted_ms.map(rfc3339))?;
        fields.end()
    }
}
