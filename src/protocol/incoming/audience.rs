//! Whom something is addressed to: everybody, and whom by id.
//!
//! Does not expand followers collections or turn ids into inboxes. `bto` and `bcc` are not read:
//! their sender should have removed them.
//! Spec: ActivityPub §5.6 and §6.

use serde_json::Value;

use super::{field, one_or_many, uri};

/// The addressing of an activity or object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audience {
    /// Whether everybody is addressed.
    pub public: Public,
    /// Other ids in `to` and `cc`, each once, at most 200.
    pub recipients: Vec<String>,
}

/// Where the public collection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Public {
    /// In `to`: public.
    To,
    /// In `cc`: unlisted.
    Cc,
    /// Nowhere: followers only or direct.
    #[default]
    No,
}

impl Audience {
    /// Reads `to` and `cc`.
    #[must_use]
    pub fn read(object: &Value) -> Self {
        let mut audience = Self::default();
        for (key, public) in [("to", Public::To), ("cc", Public::Cc)] {
            for id in one_or_many::each(object, key).filter_map(field::id_of) {
                audience.add(id, public);
            }
        }
        audience
    }

    /// Is this id addressed by itself?
    #[must_use]
    pub fn names(&self, id: &str) -> bool {
        self.recipients.iter().any(|recipient| recipient == id)
    }

    fn add(&mut self, id: &str, place: Public) {
        if is_public(id) {
            if self.public == Public::No {
                self.public = place;
            }
        } else if self.recipients.len() < MAX_RECIPIENTS && uri::is_uri(id) && !self.names(id) {
            self.recipients.push(id.to_owned());
        }
    }
}

/// Is this the public collection in one of its three spellings (ActivityPub §5.6)?
#[must_use]
pub fn is_public(id: &str) -> bool {
    matches!(id, PUBLIC | "as:Public" | "Public")
}

/// The public collection, spelt in full.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

const MAX_RECIPIENTS: usize = 200;

#[cfg(test)]
#[path = "audience_tests.rs"]
mod tests;
