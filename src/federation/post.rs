//! Another server's post, made ready to be stored: sanitised, bounded, packed.
//!
//! This is the costly part of storing a post, done before the one writer is needed. Who may say what
//! is not decided here.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::protocol::incoming::{Emoji, Object, Rule, audience};
use crate::store::raw::Packer;
use crate::text::{plain, plain_name, sanitise};

/// A post of another server, ready to be stored.
#[derive(Debug)]
pub struct Post {
    /// As it was read. Its texts are raw.
    pub object: Object,
    /// Sanitised.
    pub content_html: String,
    /// Content warning, plain text.
    pub spoiler_text: String,
    /// `[[shortcode, url], …]`, if there are any.
    pub emojis_json: Option<String>,
    /// The `interactionPolicy` as sent, if it keeps anybody from anything and is not huge.
    pub policy_json: Option<String>,
    /// The object as it came, compressed.
    pub raw_zstd: Vec<u8>,
}

impl Post {
    /// Reads the JSON of a post.
    ///
    /// # Errors
    /// [`crate::error::Kind::Invalid`] if it is no post, or nobody's.
    pub fn read(value: &Value, packer: &Packer) -> Result<Self> {
        let object = Object::read(value).map_err(|why| Error::invalid(why.0))?;
        let raw = serde_json::to_vec(value)?;
        Ok(Self {
            content_html: sanitise(&object.content_html),
            spoiler_text: warning(object.summary.as_deref().unwrap_or_default()),
            emojis_json: emojis_json(&object.emojis),
            policy_json: policy_json(value, &object),
            raw_zstd: packer.pack(&raw)?,
            object,
        })
    }
}

/// ActivityStreams says that `summary` is HTML; most send plain text. Some apps would render tags.
fn warning(summary: &str) -> String {
    plain_name(&plain(summary), SPOILER_CHARS)
}

/// Custom emoji as the store keeps them.
pub fn emojis_json(emojis: &[Emoji]) -> Option<String> {
    let pairs: Vec<_> = emojis.iter().map(|emoji| (&emoji.shortcode, &emoji.url)).collect();
    if pairs.is_empty() { None } else { serde_json::to_string(&pairs).ok() }
}

/// A policy that lets everybody do everything is what no policy means, and most servers send one with
/// every post.
fn policy_json(value: &Value, object: &Object) -> Option<String> {
    let policy = object.interaction_policy.as_ref()?;
    let rules = [&policy.can_quote, &policy.can_reply, &policy.can_like, &policy.can_announce];
    let open = |rule: &Rule| rule.automatic.iter().any(|id| audience::is_public(id));
    if rules.into_iter().flatten().all(open) {
        return None;
    }
    let json = value.get("interactionPolicy")?.to_string();
    (json.len() <= POLICY_BYTES).then_some(json)
}

const SPOILER_CHARS: usize = 500;
const POLICY_BYTES: usize = 4 * 1024;
