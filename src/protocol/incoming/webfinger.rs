//! The answer to a WebFinger query: which actor a handle stands for.
//!
//! Does not verify it: the subject's own domain and the actor must agree.
//! Spec: RFC 7033; SWICG ActivityPub and WebFinger.

use serde_json::Value;

use super::{Unreadable, field, one_or_many, uri};
use crate::protocol::{acct::Acct, media_type};

/// What is used of a JSON Resource Descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jrd {
    /// The handle that the domain considers the right one. Its domain may be another.
    pub subject: Acct,
    /// The actor's id.
    pub actor: String,
    /// Where people there follow somebody elsewhere: an address with `{uri}` in it.
    pub subscribe_template: Option<String>,
}

impl Jrd {
    /// Reads a descriptor.
    ///
    /// # Errors
    /// When the subject is no handle, or not exactly one actor is given: Lemmy gives two when a
    /// person and a community share a name, and neither can be preferred.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        let subject = value.get("subject").and_then(Value::as_str).and_then(Acct::parse);
        Ok(Self {
            subject: subject.ok_or(Unreadable("the subject is no handle"))?,
            actor: only_actor(value).ok_or(Unreadable("not exactly one actor is given"))?,
            subscribe_template: links(value, SUBSCRIBE).find_map(template),
        })
    }
}

fn only_actor(jrd: &Value) -> Option<String> {
    let mut actors = links(jrd, "self")
        .filter(|link| {
            link.get("type").and_then(Value::as_str).is_some_and(media_type::is_activity)
        })
        .filter_map(field::href)
        .filter(|id| uri::is_object_id(id));
    let actor = actors.next()?;
    // The same actor may be listed once for each of its media types.
    actors.all(|other| other == actor).then_some(actor)
}

fn template(link: &Value) -> Option<String> {
    let template = link.get("template")?.as_str()?;
    let is_usable = template.contains("{uri}") && uri::is_uri(&template.replace("{uri}", ""));
    is_usable.then(|| template.to_owned())
}

fn links<'a>(jrd: &'a Value, relation: &'static str) -> impl Iterator<Item = &'a Value> {
    one_or_many::each_object(jrd, "links")
        .filter(move |link| link.get("rel").and_then(Value::as_str) == Some(relation))
}

const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";

#[cfg(test)]
#[path = "webfinger_tests.rs"]
mod tests;
