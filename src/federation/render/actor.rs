//! Actors of this node: its people, and the application that signs our GETs.

use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::protocol::key::{KeyKind, PublicKey};
use crate::protocol::outgoing::actor::{Actor, ActorKind};
use crate::protocol::outgoing::attachment::Image;
use crate::site::Site;
use crate::store::accounts::{self, Account, AccountKind};
use crate::store::{Read, keys, profiles};

/// All that an actor document is made of.
pub struct ActorParts {
    account: Account,
    handle: String,
    inbox: String,
    shared_inbox: String,
    collections: [String; 5],
    rsa_public_pem: String,
    ed25519_multibase: String,
    fields: Vec<(String, String)>,
    also_known_as: Vec<String>,
    attribution_domains: Vec<String>,
}

impl ActorParts {
    /// Reads an account of this node.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind) if it is not one, or has no keys.
    pub fn read(db: &Read, site: &Site, id: AccountId) -> Result<Self> {
        let account = accounts::by_id(db, id)?.filter(Account::is_local);
        let account = account.ok_or_else(|| Error::not_found("account"))?;
        let uri = &account.uri;
        let collections = COLLECTIONS.map(|name| format!("{uri}/{name}"));
        let rsa = public_key(db, &format!("{uri}#main-key"), KeyKind::Rsa)?;
        let ed25519 = public_key(db, &format!("{uri}#ed25519-key"), KeyKind::Ed25519)?;
        Ok(Self {
            handle: format!("{}@{}", account.username, site.handle_domain),
            inbox: format!("{uri}/inbox"),
            shared_inbox: site.shared_inbox(),
            collections,
            rsa_public_pem: rsa.to_pem().map_err(Error::internal)?,
            ed25519_multibase: ed25519.to_multibase(),
            fields: serde_json::from_str(&account.fields_json).unwrap_or_default(),
            also_known_as: serde_json::from_str(&account.also_known_as_json).unwrap_or_default(),
            attribution_domains: profiles::attribution_domains(db, id)?,
            account,
        })
    }

    /// The actor.
    pub fn actor(&self) -> Actor<'_> {
        let account = &self.account;
        let kind = actor_kind(account.kind);
        let [outbox, followers, following, featured, tags] =
            self.collections.each_ref().map(String::as_str);
        let of_people = |uri| Some(uri).filter(|_| kind != ActorKind::Application);
        Actor {
            kind,
            id: &account.uri,
            url: if account.url.is_empty() { &account.uri } else { &account.url },
            username: &account.username,
            handle: &self.handle,
            name: &account.display_name,
            summary: &account.note_html,
            inbox: &self.inbox,
            outbox,
            followers: of_people(followers),
            following: of_people(following),
            featured: of_people(featured),
            featured_tags: of_people(tags),
            shared_inbox: Some(&self.shared_inbox),
            rsa_public_pem: &self.rsa_public_pem,
            ed25519_multibase: &self.ed25519_multibase,
            manually_approves_followers: account.locked,
            discoverable: account.discoverable,
            indexable: account.indexable,
            hides_media: !account.tabs.media,
            hides_media_replies: !account.tabs.media_replies,
            hides_featured: !account.tabs.featured,
            attribution_domains: self.attribution_domains.iter().map(String::as_str).collect(),
            published_ms: Some(account.created_ms),
            icon: image(&account.avatar_url, &account.avatar_description),
            image: image(&account.header_url, &account.header_description),
            fields: self.fields.iter().map(|(name, value)| (&**name, &**value)).collect(),
            tags: Vec::new(),
            also_known_as: self.also_known_as.iter().map(String::as_str).collect(),
            moved_to: account.moved_to_uri.as_deref(),
        }
    }
}

/// The document at an actor's URI.
///
/// # Errors
/// Those of [`ActorParts::read`].
pub fn document(db: &Read, site: &Site, id: AccountId) -> Result<String> {
    Ok(serde_json::to_string(&ActorParts::read(db, site, id)?.actor().document())?)
}

fn public_key(db: &Read, uri: &str, kind: KeyKind) -> Result<PublicKey> {
    let stored = keys::by_uri(db, uri)?.ok_or_else(|| Error::not_found("key"))?;
    PublicKey::from_bytes(kind, &stored.public).map_err(Error::internal)
}

fn actor_kind(kind: AccountKind) -> ActorKind {
    match kind {
        AccountKind::Application => ActorKind::Application,
        AccountKind::Service => ActorKind::Service,
        AccountKind::Person | AccountKind::Group | AccountKind::Organization => ActorKind::Person,
    }
}

/// Pictures of this node's people are files whose names end as their media type says.
fn image<'a>(url: &'a str, description: &'a str) -> Option<Image<'a>> {
    let media_type = match url.rsplit_once('.')?.1 {
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        _ => "image/jpeg",
    };
    let description = Some(description).filter(|text| !text.is_empty());
    Some(Image { media_type, url, description })
}

/// Their names below the actor's URI.
const COLLECTIONS: [&str; 5] = ["outbox", "followers", "following", "featured", "tags"];
