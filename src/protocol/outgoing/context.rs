//! The `@context` of our documents: which namespace each term outside ActivityStreams is from.
//!
//! Declared inline because nobody should have to fetch it (federation of plain JSON readers ignores
//! it, JSON-LD readers need it). Spec: JSON-LD 1.1 §3.1.

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::{Value, json};

/// An object with its context in front: what is served at a URI or posted to an inbox.
#[derive(Debug, Serialize)]
pub struct Document<'a, T> {
    #[serde(rename = "@context")]
    context: Context,
    #[serde(flatten)]
    object: &'a T,
}

impl<'a, T: Serialize> Document<'a, T> {
    /// `object` under `context`.
    pub fn new(context: Context, object: &'a T) -> Self {
        Self { context, object }
    }
}

/// Which terms a document may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// ActivityStreams and integrity proofs (FEP-8b32) only.
    Plain,
    /// Keys and profile terms of an actor.
    Actor,
    /// Terms of posts.
    Note,
    /// Consent to quotes (FEP-044f).
    Quote,
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        list.serialize_element("https://www.w3.org/ns/activitystreams")?;
        if *self == Self::Actor {
            list.serialize_element("https://w3id.org/security/v1")?;
            list.serialize_element("https://w3id.org/security/multikey/v1")?;
        }
        list.serialize_element("https://w3id.org/security/data-integrity/v1")?;
        match self {
            Self::Plain => {}
            Self::Actor => list.serialize_element(&actor_terms())?,
            Self::Note => list.serialize_element(&note_terms())?,
            Self::Quote => list.serialize_element(&quote_terms())?,
        }
        list.end()
    }
}

fn actor_terms() -> Value {
    json!({
        "toot": TOOT,
        "schema": "http://schema.org#",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
        "movedTo": { "@id": "as:movedTo", "@type": "@id" },
        "alsoKnownAs": { "@id": "as:alsoKnownAs", "@type": "@id" },
        "featured": { "@id": "toot:featured", "@type": "@id" },
        "featuredTags": { "@id": "toot:featuredTags", "@type": "@id" },
        "discoverable": "toot:discoverable",
        "indexable": "toot:indexable",
        "showMedia": "toot:showMedia",
        "showRepliesInMedia": "toot:showRepliesInMedia",
        "showFeatured": "toot:showFeatured",
        "attributionDomains": { "@id": "toot:attributionDomains", "@container": "@set" },
        "Emoji": "toot:Emoji",
        "Hashtag": "as:Hashtag",
        "PropertyValue": "schema:PropertyValue",
        "value": "schema:value",
        // FEP-521a; spelled out because no context above has it.
        "assertionMethod": { "@id": "https://w3id.org/security#assertionMethod", "@type": "@id", "@container": "@set" },
        // FEP-2c59
        "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
        // FEP-844e
        "implements": { "@id": "https://w3id.org/fep/844e/implements", "@type": "@id", "@container": "@list" },
    })
}

fn note_terms() -> Value {
    json!({
        "toot": TOOT,
        "gts": GOTOSOCIAL,
        "sensitive": "as:sensitive",
        "Hashtag": "as:Hashtag",
        "Emoji": "toot:Emoji",
        "blurhash": "toot:blurhash",
        "focalPoint": { "@id": "toot:focalPoint", "@container": "@list" },
        "votersCount": "toot:votersCount",
        // FEP-044f, and the three older forms of the same.
        "quote": { "@id": "https://w3id.org/fep/044f#quote", "@type": "@id" },
        "quoteAuthorization": { "@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id" },
        "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
        "quoteUri": "http://fedibird.com/ns#quoteUri",
        "quoteUrl": "as:quoteUrl",
        "_misskey_quote": "https://misskey-hub.net/ns#_misskey_quote",
        "interactionPolicy": { "@id": "gts:interactionPolicy", "@type": "@id" },
        "canQuote": { "@id": "gts:canQuote", "@type": "@id" },
        "automaticApproval": { "@id": "gts:automaticApproval", "@type": "@id" },
        "manualApproval": { "@id": "gts:manualApproval", "@type": "@id" },
    })
}

fn quote_terms() -> Value {
    json!({
        "gts": GOTOSOCIAL,
        "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
        "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
        "interactingObject": { "@id": "gts:interactingObject", "@type": "@id" },
        "interactionTarget": { "@id": "gts:interactionTarget", "@type": "@id" },
    })
}

const TOOT: &str = "http://joinmastodon.org/ns#";
const GOTOSOCIAL: &str = "https://gotosocial.org/ns#";
