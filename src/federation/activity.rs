//! The activities that speak of posts of this node: Create, Update, Delete.
//!
//! Their URIs are made here: the same activity has the same URI whenever it is told.

use super::render::note::NoteParts;
use crate::id::StatusId;
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::protocol::outgoing::note::Note;
use crate::protocol::outgoing::tombstone::Tombstone;
use crate::site::Site;

/// The URI of the Create of a post.
pub fn create_uri(site: &Site, parts: &NoteParts) -> String {
    site.activity(&parts.author.username, format_args!("create-{}", parts.status.id))
}

/// The URI of the Update of a post at this time.
pub fn update_uri(site: &Site, parts: &NoteParts, now_ms: i64) -> String {
    site.activity(&parts.author.username, format_args!("update-{}-{now_ms}", parts.status.id))
}

/// The URI of the Delete of a post.
pub fn delete_uri(site: &Site, username: &str, id: StatusId) -> String {
    site.activity(username, format_args!("delete-{id}"))
}

/// Somebody posted. `note` is the note of `parts`.
pub fn create<'a>(uri: &'a str, parts: &'a NoteParts, note: &'a Note<'a>) -> Activity<'a> {
    about(uri, parts, parts.status.created_ms, Verb::Create(note))
}

/// Somebody changed a post. `note` is the note of `parts`.
pub fn update<'a>(
    uri: &'a str,
    parts: &'a NoteParts,
    note: &'a Note<'a>,
    now_ms: i64,
) -> Activity<'a> {
    about(uri, parts, now_ms, Verb::UpdateNote(note))
}

/// Somebody deleted a post.
pub fn delete<'a>(
    uri: &'a str,
    parts: &'a NoteParts,
    tombstone: &'a Tombstone<'a>,
    now_ms: i64,
) -> Activity<'a> {
    about(uri, parts, now_ms, Verb::Delete(tombstone))
}

fn about<'a>(id: &'a str, parts: &'a NoteParts, published_ms: i64, verb: Verb<'a>) -> Activity<'a> {
    let (to, cc) = parts.recipients();
    let published_ms = Some(published_ms);
    Activity { id, actor: &parts.author.uri, published_ms, to, cc, verb }
}
