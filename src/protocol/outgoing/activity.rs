//! What we tell other servers that somebody did.

use serde::{Serialize, Serializer};

use super::actor::Actor;
use super::context::{Context, Document};
use super::fields::Fields;
use super::note::Note;
use super::poll::Vote;
use super::time::rfc3339;
use super::tombstone::Tombstone;

/// An activity of ours.
#[derive(Debug, Clone)]
pub struct Activity<'a> {
    /// Its id; the same when it is sent again.
    pub id: &'a str,
    /// Who did it.
    pub actor: &'a str,
    /// When, in milliseconds since 1970.
    pub published_ms: Option<i64>,
    /// Primary recipients.
    pub to: Vec<&'a str>,
    /// Secondary recipients.
    pub cc: Vec<&'a str>,
    /// What was done to what.
    pub verb: Verb<'a>,
}

/// What was done. Plain strings are ids.
#[derive(Debug, Clone)]
pub enum Verb<'a> {
    /// A new post.
    Create(&'a Note<'a>),
    /// A vote in somebody's poll.
    Vote(&'a Vote<'a>),
    /// An edited post.
    UpdateNote(&'a Note<'a>),
    /// A changed profile or key.
    UpdateActor(&'a Actor<'a>),
    /// A deleted post.
    Delete(&'a Tombstone<'a>),
    /// A deleted account, or a revoked stamp of a quote (FEP-044f).
    DeleteId(&'a str),
    /// A boost.
    Announce(&'a str),
    /// A favourite.
    Like(&'a str),
    /// A wish to follow an actor.
    Follow(&'a str),
    /// An actor is to stay away.
    Block(&'a str),
    /// Taking back one of our own Follow, Like, Announce or Block.
    Undo(&'a Activity<'a>),
    /// Yes to a Follow or a `QuoteRequest`; `result` is the stamp of the quote.
    Accept {
        /// What was asked.
        request: Request<'a>,
        /// Id of the [`super::quote_authorization::QuoteAuthorization`].
        result: Option<&'a str>,
    },
    /// No to a Follow (also later), or to a quote.
    Reject(Request<'a>),
    /// A report of an account and its posts to the people who run its server.
    Flag {
        /// The account first, then posts.
        objects: Vec<&'a str>,
        /// What is wrong, as text.
        content: &'a str,
    },
    /// A post was pinned: `target` is our featured collection.
    Add {
        /// The post.
        object: &'a str,
        /// The collection.
        target: &'a str,
    },
    /// A post is no longer pinned.
    Remove {
        /// The post.
        object: &'a str,
        /// The collection.
        target: &'a str,
    },
    /// The account went elsewhere.
    Move {
        /// The old actor.
        object: &'a str,
        /// The new actor.
        target: &'a str,
    },
    /// May I quote this? (FEP-044f)
    QuoteRequest {
        /// The post to be quoted.
        object: &'a str,
        /// The post that quotes it.
        instrument: &'a Note<'a>,
    },
}

/// What somebody else asked for, repeated in the answer because not all keep it by id.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Request<'a> {
    /// Id of their activity.
    pub id: &'a str,
    /// `Follow` or `QuoteRequest`.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Who asked.
    pub actor: &'a str,
    /// What for.
    pub object: &'a str,
    /// The post that quotes, in a `QuoteRequest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<&'a str>,
}

impl Activity<'_> {
    /// As posted to inboxes.
    pub fn document(&self) -> Document<'_, Self> {
        let context = match &self.verb {
            Verb::Create(_) | Verb::UpdateNote(_) | Verb::QuoteRequest { .. } => Context::Note,
            Verb::UpdateActor(_) => Context::Actor,
            Verb::Accept { request, .. } | Verb::Reject(request)
                if request.instrument.is_some() =>
            {
                Context::Quote
            }
            _ => Context::Plain,
        };
        Document::new(context, self)
    }
}

impl Verb<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Create(_) | Self::Vote(_) => "Create",
            Self::UpdateNote(_) | Self::UpdateActor(_) => "Update",
            Self::Delete(_) | Self::DeleteId(_) => "Delete",
            Self::Announce(_) => "Announce",
            Self::Like(_) => "Like",
            Self::Follow(_) => "Follow",
            Self::Block(_) => "Block",
            Self::Undo(_) => "Undo",
            Self::Accept { .. } => "Accept",
            Self::Reject(_) => "Reject",
            Self::Flag { .. } => "Flag",
            Self::Add { .. } => "Add",
            Self::Remove { .. } => "Remove",
            Self::Move { .. } => "Move",
            Self::QuoteRequest { .. } => "QuoteRequest",
        }
    }

    fn put<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        match self {
            Self::Create(note) | Self::UpdateNote(note) => fields.put("object", note),
            Self::Vote(vote) => fields.put("object", vote),
            Self::UpdateActor(actor) => fields.put("object", actor),
            Self::Delete(tombstone) => fields.put("object", tombstone),
            Self::Undo(activity) => fields.put("object", activity),
            Self::DeleteId(id)
            | Self::Announce(id)
            | Self::Like(id)
            | Self::Follow(id)
            | Self::Block(id) => fields.put("object", id),
            Self::Reject(request) => fields.put("object", request),
            Self::Accept { request, result } => {
                fields.put("object", request)?;
                fields.put_some("result", *result)
            }
            Self::Flag { objects, content } => {
                fields.put("object", objects)?;
                fields.put("content", content)
            }
            Self::Add { object, target }
            | Self::Remove { object, target }
            | Self::Move { object, target } => {
                fields.put("object", object)?;
                fields.put("target", target)
            }
            Self::QuoteRequest { object, instrument } => {
                fields.put("object", object)?;
                fields.put("instrument", instrument)
            }
        }
    }
}

impl Serialize for Activity<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("id", self.id)?;
        fields.put("type", self.verb.name())?;
        fields.put("actor", self.actor)?;
        fields.put_some("published", self.published_ms.map(rfc3339))?;
        fields.put_list("to", &self.to)?;
        fields.put_list("cc", &self.cc)?;
        self.verb.put(&mut fields)?;
        fields.end()
    }
}
