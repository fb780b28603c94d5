//! An actor: somebody or something that posts on another server.
//!
//! Does not check that its handle leads back to it, nor that its aliases agree.
//! Spec: ActivityPub §4; FEP-2c59, FEP-5feb, FEP-844e.

use serde_json::Value;

use super::{ActorKey, Emoji, Unreadable, date, field, one_or_many, tag, uri};
use crate::protocol::acct::{self, Acct};

/// Somebody on another server, as they describe themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// Its id.
    pub id: String,
    /// Whether a person or a program.
    pub kind: ActorKind,
    /// User name without a domain, checked.
    pub username: String,
    /// Display name, one line, raw.
    pub display_name: Option<String>,
    /// Profile text, raw HTML.
    pub note_html: Option<String>,
    /// The page for people.
    pub url: Option<String>,
    /// Where to deliver; of the same origin as `id`.
    pub inbox: String,
    /// Where to deliver once for everybody on that server.
    pub shared_inbox: Option<String>,
    /// Its posts.
    pub outbox: Option<String>,
    /// Its followers collection, which posts are addressed to.
    pub followers: Option<String>,
    /// Whom it follows.
    pub following: Option<String>,
    /// Its pinned posts.
    pub featured: Option<String>,
    /// Approves followers by hand.
    pub locked: bool,
    /// Wants to be suggested to others.
    pub discoverable: bool,
    /// Lets its posts be searched (FEP-5feb).
    pub indexable: bool,
    /// Avatar.
    pub icon_url: Option<String>,
    /// Header picture.
    pub image_url: Option<String>,
    /// What the avatar shows, one line, raw.
    pub icon_description: Option<String>,
    /// What the header picture shows, one line, raw.
    pub image_description: Option<String>,
    /// Wants its profile to have a part for media; as everybody who does not say so.
    pub shows_media: bool,
    /// Wants media of replies in it.
    pub shows_media_replies: bool,
    /// Wants its profile to have a part for what it recommends.
    pub shows_featured: bool,
    /// Name (one line) and value (raw HTML) of at most 16 profile fields.
    pub fields: Vec<(String, String)>,
    /// Custom emoji of its name and texts.
    pub emojis: Vec<Emoji>,
    /// Other ids that it says are itself, at most 256. Unchecked.
    pub also_known_as: Vec<String>,
    /// Where it says that it has gone. Unchecked.
    pub moved_to: Option<String>,
    /// Its public keys, at most 10.
    pub keys: Vec<ActorKey>,
    /// When it was made, milliseconds since 1970.
    pub published_ms: Option<i64>,
    /// Its handle as it claims it (FEP-2c59). Unchecked.
    pub webfinger: Option<Acct>,
    /// Whether its server says that it reads RFC 9421 signatures (FEP-844e).
    pub implements_rfc9421: bool,
    /// Domains whose pages may name it as their author. Unchecked.
    pub attribution_domains: Vec<String>,
}

/// What sort of actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in ActivityStreams")]
pub enum ActorKind {
    Person,
    Service,
    Application,
    Group,
    Organization,
}

impl Actor {
    /// Reads an actor.
    ///
    /// # Errors
    /// When its type is no actor's, or id, inbox or user name are missing or unusable. Nobody
    /// may have their deliveries sent to somebody else's host.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        let kind = field::types(value).find_map(ActorKind::read);
        let kind = kind.ok_or(Unreadable("the type is no actor's"))?;
        let id = field::object_id(value).ok_or(Unreadable("the actor has no usable id"))?;
        let webfinger = value.get("webfinger").and_then(Value::as_str).and_then(Acct::parse);
        let username = username(value, webfinger.as_ref());
        let at_home = |object: &Value, key: &str| {
            field::id(object, key).filter(|address| uri::same_origin(address, &id))
        };
        Ok(Self {
            kind,
            username: username.ok_or(Unreadable("the actor has no usable user name"))?,
            display_name: field::line(value, "name", MAX_NAME_BYTES),
            note_html: field::text(value, "summary", MAX_NOTE_BYTES),
            url: field::link(value, "url"),
            inbox: at_home(value, "inbox").ok_or(Unreadable("the actor has no usable inbox"))?,
            shared_inbox: value.get("endpoints").and_then(|ends| at_home(ends, "sharedInbox")),
            outbox: at_home(value, "outbox"),
            followers: at_home(value, "followers"),
            following: at_home(value, "following"),
            featured: at_home(value, "featured"),
            locked: field::is_true(value, "manuallyApprovesFollowers"),
            discoverable: field::is_true(value, "discoverable"),
            indexable: field::is_true(value, "indexable"),
            icon_url: field::link(value, "icon"),
            image_url: field::link(value, "image"),
            icon_description: description(value, "icon"),
            image_description: description(value, "image"),
            shows_media: !field::is_false(value, "showMedia"),
            shows_media_replies: !field::is_false(value, "showRepliesInMedia"),
            shows_featured: !field::is_false(value, "showFeatured"),
            fields: profile_fields(value),
            emojis: tag::emojis(value),
            also_known_as: aliases(value),
            moved_to: field::id(value, "movedTo"),
            keys: ActorKey::read_all(value, &id),
            published_ms: date::read(value, "published"),
            webfinger,
            implements_rfc9421: implements_rfc9421(value),
            attribution_domains: attribution_domains(value),
            id,
        })
    }
}

impl ActorKind {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "Person" => Self::Person,
            "Service" => Self::Service,
            "Application" => Self::Application,
            "Group" => Self::Group,
            "Organization" => Self::Organization,
            _ => return None,
        })
    }
}

/// Mastodon 4.7 also takes the name from `webfinger` when `preferredUsername` is missing.
fn username(actor: &Value, webfinger: Option<&Acct>) -> Option<String> {
    let preferred = actor.get("preferredUsername").and_then(Value::as_str);
    let name = preferred.or_else(|| webfinger.map(|acct| acct.username.as_str()))?;
    acct::is_username(name).then(|| name.to_owned())
}

/// Mastodon 4.6 and GoToSocial say in `summary` or in `name` what a picture shows.
fn description(actor: &Value, key: &str) -> Option<String> {
    let picture = one_or_many::each_object(actor, key).next()?;
    let said = |key| field::line(picture, key, MAX_DESCRIPTION_BYTES);
    said("summary").or_else(|| said("name"))
}

fn profile_fields(actor: &Value) -> Vec<(String, String)> {
    one_or_many::each_object(actor, "attachment")
        .take(FIELDS_READ)
        .filter(|item| field::has_type(item, "PropertyValue"))
        .filter_map(|item| {
            let name = field::line(item, "name", MAX_FIELD_NAME_BYTES)?;
            Some((name, field::text(item, "value", MAX_FIELD_VALUE_BYTES).unwrap_or_default()))
        })
        .take(MAX_FIELDS)
        .collect()
}

fn aliases(actor: &Value) -> Vec<String> {
    one_or_many::each(actor, "alsoKnownAs")
        .filter_map(field::id_of)
        .filter(|id| uri::is_object_id(id))
        .take(MAX_ALIASES)
        .map(str::to_owned)
        .collect()
}

fn implements_rfc9421(actor: &Value) -> bool {
    one_or_many::each_object(actor, "generator")
        .flat_map(|server| one_or_many::each(server, "implements"))
        .filter_map(|feature| feature.as_str().or_else(|| feature.get("href")?.as_str()))
        .any(|feature| feature == "https://datatracker.ietf.org/doc/html/rfc9421")
}

fn attribution_domains(actor: &Value) -> Vec<String> {
    one_or_many::each(actor, "attributionDomains")
        .filter_map(Value::as_str)
        .filter_map(acct::remote_domain)
        .take(MAX_DOMAINS)
        .collect()
}

const MAX_NAME_BYTES: usize = 512;
const MAX_DESCRIPTION_BYTES: usize = 6 * 1024;
const MAX_NOTE_BYTES: usize = 20 * 1024;
const FIELDS_READ: usize = 50;
const MAX_FIELDS: usize = 16;
const MAX_FIELD_NAME_BYTES: usize = 512;
const MAX_FIELD_VALUE_BYTES: usize = 2 * 1024;
const MAX_ALIASES: usize = 256;
const MAX_DOMAINS: usize = 100;

#[cfg(test)]
#[path = "actor_tests.rs"]
mod tests;
