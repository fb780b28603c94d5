//! A public key that stands in a document of its own.
//!
//! GoToSocial instead serves the beginning of an actor at its key's id; that is read here too. Its
//! owner must still list the key: see [`ActorKey::read_all`].

use serde_json::Value;

use super::{ActorKey, Unreadable, field, one_or_many, uri};

/// Finds the key `key_id` in a document: the key itself, or somebody's actor that has it.
///
/// # Errors
/// When the key is not there, has no PEM or Multibase, or its owner lives elsewhere.
pub fn read(document: &Value, key_id: &str) -> Result<ActorKey, Unreadable> {
    let embedded = one_or_many::each_object(document, "publicKey");
    let mut keys = std::iter::once(document)
        .filter(|document| !field::has_type(document, "Multikey"))
        .chain(embedded)
        .filter_map(ActorKey::from_pem_object)
        .chain(ActorKey::from_multikey(document));
    let key = keys.find(|key| key.id == key_id);
    let key = key.ok_or(Unreadable("the document does not have the key"))?;
    if !uri::same_origin(&key.id, &key.owner) {
        return Err(Unreadable("the key's owner lives elsewhere"));
    }
    Ok(key)
}

#[cfg(test)]
#[path = "key_document_tests.rs"]
mod tests;
