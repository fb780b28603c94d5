//! An actor of ours: the owner, or the application that signs our GETs.
//!
//! Spec: ActivityPub §4; FEP-521a (keys), FEP-2c59 (`webfinger`), FEP-844e (`implements`),
//! FEP-5feb (`indexable`).

use serde::{Serialize, Serializer};

use super::attachment::Image;
use super::context::{Context, Document};
use super::fields::Fields;
use super::tag::Tag;
use super::time::rfc3339;

/// An actor of ours. Texts are safe: `name` and field names plain, `summary` and field values HTML.
#[derive(Debug, Clone, Default)]
pub struct Actor<'a> {
    /// Person or Application.
    pub kind: ActorKind,
    /// Its id; keys are `#main-key` and `#ed25519-key` of it.
    pub id: &'a str,
    /// Page for people.
    pub url: &'a str,
    /// The name in the handle.
    pub username: &'a str,
    /// `user@domain`, the canonical handle.
    pub handle: &'a str,
    /// Display name.
    pub name: &'a str,
    /// Profile text, HTML.
    pub summary: &'a str,
    /// Where to POST to this actor.
    pub inbox: &'a str,
    /// What this actor published.
    pub outbox: &'a str,
    /// Followers collection.
    pub followers: Option<&'a str>,
    /// Following collection.
    pub following: Option<&'a str>,
    /// Pinned posts.
    pub featured: Option<&'a str>,
    /// Hashtags on their profile.
    pub featured_tags: Option<&'a str>,
    /// Where to POST to everybody here at once.
    pub shared_inbox: Option<&'a str>,
    /// RSA key, PEM of `SubjectPublicKeyInfo`.
    pub rsa_public_pem: &'a str,
    /// Ed25519 key, multibase of its multicodec.
    pub ed25519_multibase: &'a str,
    /// Follows wait for the owner's consent.
    pub manually_approves_followers: bool,
    /// May be suggested to others.
    pub discoverable: bool,
    /// Posts may be found by strangers' searches.
    pub indexable: bool,
    /// Wants its profile to have no part for media.
    pub hides_media: bool,
    /// Wants no media of replies in it.
    pub hides_media_replies: bool,
    /// Wants its profile to have no part for what it recommends.
    pub hides_featured: bool,
    /// Domains whose pages may name it as their author.
    pub attribution_domains: Vec<&'a str>,
    /// When the account was made.
    pub published_ms: Option<i64>,
    /// Avatar.
    pub icon: Option<Image<'a>>,
    /// Header picture.
    pub image: Option<Image<'a>>,
    /// Profile fields: name and HTML value.
    pub fields: Vec<(&'a str, &'a str)>,
    /// Emoji and hashtags of the profile.
    pub tags: Vec<Tag<'a>>,
    /// Other actors that are the same person.
    pub also_known_as: Vec<&'a str>,
    /// Where the account went.
    pub moved_to: Option<&'a str>,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum ActorKind {
    /// A human.
    #[default]
    Person,
    /// The server itself.
    Application,
    /// An account run by a program.
    Service,
}

impl Actor<'_> {
    /// As served at its id.
    pub fn document(&self) -> Document<'_, Self> {
        Document::new(Context::Actor, self)
    }

    fn put_identity<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        fields.put("id", self.id)?;
        fields.put("type", self.kind)?;
        fields.put("url", self.url)?;
        fields.put("preferredUsername", self.username)?;
        fields.put("webfinger", self.handle)?;
        fields.put("name", self.name)?;
        fields.put("summary", self.summary)
    }

    fn put_collections<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        fields.put("inbox", self.inbox)?;
        fields.put("outbox", self.outbox)?;
        fields.put_some("followers", self.followers)?;
        fields.put_some("following", self.following)?;
        fields.put_some("featured", self.featured)?;
        fields.put_some("featuredTags", self.featured_tags)?;
        fields
            .put_some("endpoints", self.shared_inbox.map(|shared_inbox| Endpoints { shared_inbox }))
    }

    fn put_keys<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        let rsa = RsaKey {
            id: format!("{}#main-key", self.id),
            owner: self.id,
            public_key_pem: self.rsa_public_pem,
        };
        let ed25519 = Multikey {
            id: format!("{}#ed25519-key", self.id),
            controller: self.id,
            public_key_multibase: self.ed25519_multibase,
        };
        fields.put("publicKey", rsa)?;
        fields.put("assertionMethod", [ed25519])
    }

    fn put_profile<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        let properties: Vec<_> =
            self.fields.iter().map(|&(name, value)| PropertyValue { name, value }).collect();
        fields.put("manuallyApprovesFollowers", self.manually_approves_followers)?;
        fields.put("discoverable", self.discoverable)?;
        fields.put("indexable", self.indexable)?;
        self.put_tabs(fields)?;
        fields.put_list("attributionDomains", &self.attribution_domains)?;
        fields.put_some("published", self.published_ms.map(rfc3339))?;
        fields.put_some("icon", self.icon)?;
        fields.put_some("image", self.image)?;
        fields.put("attachment", properties)?;
        fields.put("tag", &self.tags)?;
        fields.put_list("alsoKnownAs", &self.also_known_as)?;
        fields.put_some("movedTo", self.moved_to)
    }

    /// Only what is not as usual: the usual is what nobody says.
    fn put_tabs<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        let no = |hidden: bool| hidden.then_some(false);
        fields.put_some("showMedia", no(self.hides_media))?;
        fields.put_some("showRepliesInMedia", no(self.hides_media_replies))?;
        fields.put_some("showFeatured", no(self.hides_featured))
    }

    /// What the software understands: on the application itself, or on what generates a person.
    fn put_abilities<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        if self.kind == ActorKind::Application {
            return fields.put("implements", IMPLEMENTS);
        }
        fields.put("generator", Generator { implements: IMPLEMENTS })
    }
}

impl Serialize for Actor<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        self.put_identity(&mut fields)?;
        self.put_collections(&mut fields)?;
        self.put_keys(&mut fields)?;
        self.put_profile(&mut fields)?;
        self.put_abilities(&mut fields)?;
        fields.end()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints<'a> {
    shared_inbox: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RsaKey<'a> {
    id: String,
    owner: &'a str,
    public_key_pem: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename = "Multikey")]
struct Multikey<'a> {
    id: String,
    controller: &'a str,
    public_key_multibase: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type")]
struct PropertyValue<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "Application")]
struct Generator {
    implements: [Feature; 1],
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "Link")]
struct Feature {
    href: &'static str,
    name: &'static str,
}

const IMPLEMENTS: [Feature; 1] = [Feature {
    href: "https://datatracker.ietf.org/doc/html/rfc9421",
    name: "RFC-9421: HTTP Message Signatures",
}];
