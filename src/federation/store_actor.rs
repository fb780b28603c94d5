//! An actor document becomes an account row with its keys and inboxes.
//!
//! The document was fetched from its own place; this does not ask whether it may be believed.

use super::context::Context;
use super::post::emojis_json;
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::protocol::incoming::{Actor, ActorKey, ActorKind, KeyEncoding, uri};
use crate::protocol::key::PublicKey;
use crate::protocol::signature::Dialect;
use crate::store::accounts::{AccountKind, Tabs};
use crate::store::remote_accounts::{self, RemoteAccount};
use crate::store::{Write, hosts, keys};
use crate::text::{plain_name, sanitise};

/// Stores an actor over what was known of it.
///
/// # Errors
/// If its id is unusable or ours.
pub fn store_actor(tx: &Write, cx: &Context, actor: &Actor) -> Result<AccountId> {
    if cx.site.is_local(&actor.id) {
        return Err(Error::forbidden("an actor of another server with an address of ours"));
    }
    let host =
        uri::host_of(&actor.id).ok_or_else(|| Error::invalid("the actor's id is unusable"))?;
    let created_ms = actor.published_ms.unwrap_or(cx.now_ms).min(cx.now_ms);
    let host_id = hosts::id_of(tx, &host)?;
    let inbox_id = hosts::inbox_id(tx, &host, &actor.inbox)?;
    let shared = actor.shared_inbox.as_deref();
    let shared_inbox_id = shared.map(|url| hosts::inbox_id(tx, &host, url)).transpose()?;
    let emojis = emojis_json(&actor.emojis);
    let account = RemoteAccount {
        uri: &actor.id,
        host_id: host_id.number(),
        kind: kind(actor.kind),
        username: &actor.username,
        // Another domain, even if the actor claims one, counts once WebFinger confirms it.
        domain: &host,
        display_name: &plain_name(actor.display_name.as_deref().unwrap_or_default(), NAME_CHARS),
        note_html: &sanitise(actor.note_html.as_deref().unwrap_or_default()),
        url: actor.url.as_deref().unwrap_or_default(),
        avatar_url: actor.icon_url.as_deref().unwrap_or_default(),
        header_url: actor.image_url.as_deref().unwrap_or_default(),
        avatar_description: &described(&actor.icon_description),
        header_description: &described(&actor.image_description),
        fields_json: &fields_json(&actor.fields)?,
        emojis_json: emojis.as_deref().unwrap_or("[]"),
        also_known_as_json: &serde_json::to_string(&actor.also_known_as)?,
        inbox_id: inbox_id.number(),
        shared_inbox_id: shared_inbox_id.map(|id| id.number()),
        outbox_uri: actor.outbox.as_deref().unwrap_or_default(),
        followers_uri: actor.followers.as_deref().unwrap_or_default(),
        following_uri: actor.following.as_deref().unwrap_or_default(),
        featured_uri: actor.featured.as_deref().unwrap_or_default(),
        locked: actor.locked,
        discoverable: actor.discoverable,
        indexable: actor.indexable,
        tabs: Tabs {
            media: actor.shows_media,
            media_replies: actor.shows_media_replies,
            featured: actor.shows_featured,
        },
        moved_to_uri: actor.moved_to.as_deref(),
        created_ms,
    };
    let id = remote_accounts::put(tx, cx.ids.next(), &account, cx.now_ms)?;
    let keys: Vec<_> = usable_keys(&actor.keys)
        .into_iter()
        .map(|(uri, key)| (uri, key.kind(), key.to_bytes()))
        .collect();
    keys::replace(tx, id, &keys, cx.now_ms)?;
    if actor.implements_rfc9421 {
        hosts::remember_dialect(tx, host_id, Dialect::Message, cx.now_ms)?;
    }
    Ok(id)
}

/// How long what an actor document says is taken as fresh, in milliseconds.
pub const FRESH_MS: i64 = 24 * 3_600 * 1_000;

fn kind(kind: ActorKind) -> AccountKind {
    match kind {
        ActorKind::Person => AccountKind::Person,
        ActorKind::Service => AccountKind::Service,
        ActorKind::Application => AccountKind::Application,
        ActorKind::Group => AccountKind::Group,
        ActorKind::Organization => AccountKind::Organization,
    }
}

fn fields_json(fields: &[(String, String)]) -> Result<String> {
    let clean: Vec<_> = fields
        .iter()
        .map(|(name, value)| (plain_name(name, NAME_CHARS), sanitise(value)))
        .collect();
    Ok(serde_json::to_string(&clean)?)
}

fn described(picture: &Option<String>) -> String {
    plain_name(picture.as_deref().unwrap_or_default(), DESCRIPTION_CHARS)
}

/// Keys that we can check signatures with, by their ids; others (post-quantum, half a key) are left
/// out.
pub(super) fn usable_keys(keys: &[ActorKey]) -> Vec<(&str, PublicKey)> {
    keys.iter()
        .filter_map(|key| {
            let public = match &key.encoding {
                KeyEncoding::Pem(pem) => PublicKey::from_pem(pem).ok()?,
                KeyEncoding::Multibase(text) => PublicKey::from_multibase(text).ok()?,
                KeyEncoding::Elsewhere => return None,
            };
            Some((key.id.as_str(), public))
        })
        .collect()
}

const NAME_CHARS: usize = 255;
const DESCRIPTION_CHARS: usize = 1500;
