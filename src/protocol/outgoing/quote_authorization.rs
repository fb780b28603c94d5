//! The stamp that says that a quote of the owner's post is welcome. Spec: FEP-044f.
//!
//! Never embeds the posts: whoever may read the stamp may not be allowed to read those.

use serde::{Serialize, Serializer};

use super::context::{Context, Document};
use super::fields::Fields;

/// A stamp of ours.
#[derive(Debug, Clone)]
pub struct QuoteAuthorization<'a> {
    /// Its own id.
    pub id: &'a str,
    /// The author of the quoted post.
    pub attributed_to: &'a str,
    /// The post that quotes.
    pub interacting_object: &'a str,
    /// The post that is quoted.
    pub interaction_target: &'a str,
}

impl QuoteAuthorization<'_> {
    /// As served.
    pub fn document(&self) -> Document<'_, Self> {
        Document::new(Context::Quote, self)
    }
}

impl Serialize for QuoteAuthorization<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("id", self.id)?;
        fields.put("type", "QuoteAuthorization")?;
        fields.put("attributedTo", self.attributed_to)?;
        fields.put("interactingObject", self.interacting_object)?;
        fields.put("interactionTarget", self.interaction_target)?;
        fields.end()
    }
}
