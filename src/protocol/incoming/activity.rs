//! An activity: who did what to which object.
//!
//! Does not read the object itself and believes nobody. A `Like` with `content` is a reaction.
//! Spec: ActivityPub §7; FEP-c0e0 (reactions), FEP-044f (quotes).

use serde_json::Value;

use super::{Audience, ObjectRef, Unreadable, date, field, one_or_many, uri};

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its id, if it has a usable one. May have a fragment.
    pub id: Option<String>,
    /// What was done.
    pub kind: ActivityKind,
    /// Who did it. That `id` is from the same origin is not checked here.
    pub actor: String,
    /// To what: the first object.
    pub object: ObjectRef,
    /// The ids of all objects, at most 100: a `Flag` names an account and posts.
    pub objects: Vec<String>,
    /// The collection of an `Add`, the new home of a `Move`.
    pub target: Option<String>,
    /// To whom it is addressed.
    pub audience: Audience,
    /// Milliseconds since 1970.
    pub published_ms: Option<i64>,
    /// The stamp that an `Accept` grants (FEP-044f).
    pub result: Option<ObjectRef>,
    /// The post that a `QuoteRequest` wants to quote with (FEP-044f).
    pub instrument: Option<ObjectRef>,
    /// The emoji of a reaction, the words of a `Flag`. Raw.
    pub content: Option<String>,
    /// Whether it carries an integrity proof (FEP-8b32), unchecked.
    pub has_proof: bool,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in ActivityStreams")]
pub enum ActivityKind {
    Accept,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    EmojiReact,
    Flag,
    Follow,
    Like,
    Move,
    QuoteRequest,
    Reject,
    Remove,
    Undo,
    Update,
    /// Any other type, which nobody here knows.
    Other(String),
}

impl Activity {
    /// Reads an activity.
    ///
    /// # Errors
    /// When there is no type, not exactly one actor, or no object.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        let kind = field::types(value).next().ok_or(Unreadable("the activity has no type"))?;
        let object = ObjectRef::first(value, "object");
        Ok(Self {
            id: field::own_id(value),
            kind: ActivityKind::read(kind),
            actor: only_actor(value).ok_or(Unreadable("the activity has no usable actor"))?,
            object: object.ok_or(Unreadable("the activity has no usable object"))?,
            objects: object_ids(value),
            target: field::id(value, "target"),
            audience: Audience::read(value),
            published_ms: date::read(value, "published"),
            result: ObjectRef::first(value, "result"),
            instrument: ObjectRef::first(value, "instrument"),
            content: field::text(value, "content", MAX_CONTENT_BYTES),
            has_proof: one_or_many::each_object(value, "proof").next().is_some(),
        })
    }
}

impl ActivityKind {
    fn read(name: &str) -> Self {
        match name {
            "Accept" => Self::Accept,
            "Add" => Self::Add,
            "Announce" => Self::Announce,
            "Block" => Self::Block,
            "Create" => Self::Create,
            "Delete" => Self::Delete,
            "EmojiReact" => Self::EmojiReact,
            "Flag" => Self::Flag,
            "Follow" => Self::Follow,
            "Like" => Self::Like,
            "Move" => Self::Move,
            "QuoteRequest" => Self::QuoteRequest,
            "Reject" => Self::Reject,
            "Remove" => Self::Remove,
            "Undo" => Self::Undo,
            "Update" => Self::Update,
            other => Self::Other(field::cut(other, MAX_TYPE_BYTES).to_owned()),
        }
    }
}

/// Two actors cannot both have signed, so an activity with two is nobody's.
fn only_actor(value: &Value) -> Option<String> {
    let mut actors = one_or_many::each(value, "actor");
    let actor = field::id_of(actors.next()?).filter(|id| uri::is_object_id(id))?;
    actors.next().is_none().then(|| actor.to_owned())
}

fn object_ids(value: &Value) -> Vec<String> {
    one_or_many::each(value, "object")
        .filter_map(field::id_of)
        .filter(|id| uri::is_uri(id))
        .take(MAX_OBJECTS)
        .map(str::to_owned)
        .collect()
}

const MAX_OBJECTS: usize = 100;
const MAX_TYPE_BYTES: usize = 128;
/// Mastodon allows 5 000 characters in a report.
const MAX_CONTENT_BYTES: usize = 20_000;

#[cfg(test)]
#[path = "activity_tests.rs"]
mod tests;
