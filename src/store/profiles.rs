//! What people of this node say about themselves.

use rusqlite::named_params;

use super::accounts::{AccountKind, Tabs};
use super::quotes::QuotePolicy;
use super::statuses::Visibility;
use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// A profile, as others see it and as it was typed.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Name for people.
    pub display_name: String,
    /// Safe HTML.
    pub note_html: String,
    /// As typed.
    pub note_text: String,
    /// `[[name, value_html], …]`.
    pub fields_json: String,
    /// `[[name, value], …]` as typed.
    pub fields_text_json: String,
    /// Person or bot.
    pub kind: AccountKind,
    /// Follows need approval.
    pub locked: bool,
    /// Wants to be found.
    pub discoverable: bool,
    /// Agrees to be searched.
    pub indexable: bool,
    /// Does not show who follows whom.
    pub hides_network: bool,
    /// What the picture shows.
    pub avatar_description: String,
    /// What the wide picture shows.
    pub header_description: String,
    /// The parts that it wants to have.
    pub tabs: Tabs,
    /// `[domain, …]` whose pages may name this person as their author.
    pub attribution_domains_json: String,
    /// Who sees a new post, unless it says otherwise.
    pub default_visibility: Visibility,
    /// Whether media of a new post are hidden at first.
    pub default_sensitive: bool,
    /// Language of a new post; empty means unknown.
    pub default_language: String,
    /// Who may quote a new post.
    pub default_quote_policy: QuotePolicy,
}

/// The profile of an owner.
pub fn by_id(db: &Read, id: AccountId) -> Result<Option<Profile>> {
    db.row(
        "SELECT a.display_name, a.note_html, o.note_text, a.fields_json, o.fields_text_json, a.kind,
                a.locked, a.discoverable, a.indexable, a.hides_network, o.default_visibility,
                o.default_sensitive, o.default_language, a.avatar_description,
                a.header_description, a.show_media, a.show_media_replies, a.show_featured,
                o.attribution_domains_json, o.default_quote_policy
           FROM owners o JOIN accounts a ON a.id = o.account_id WHERE o.account_id = :id",
        named_params! { ":id": id },
        |row| {
            Ok(Profile {
                display_name: row.get(0)?,
                note_html: row.get(1)?,
                note_text: row.get(2)?,
                fields_json: row.get(3)?,
                fields_text_json: row.get(4)?,
                kind: row.get(5)?,
                locked: row.get(6)?,
                discoverable: row.get(7)?,
                indexable: row.get(8)?,
                hides_network: row.get(9)?,
                default_visibility: row.get(10)?,
                default_sensitive: row.get(11)?,
                default_language: row.get(12)?,
                avatar_description: row.get(13)?,
                header_description: row.get(14)?,
                tabs: Tabs {
                    media: row.get(15)?,
                    media_replies: row.get(16)?,
                    featured: row.get(17)?,
                },
                attribution_domains_json: row.get(18)?,
                default_quote_policy: row.get(19)?,
            })
        },
    )
}

/// Domains whose pages may name a person of this node as their author; none for the node itself.
pub fn attribution_domains(db: &Read, id: AccountId) -> Result<Vec<String>> {
    let json: Option<String> = db.row(
        "SELECT attribution_domains_json FROM owners WHERE account_id = :id",
        named_params! { ":id": id },
        |row| row.get(0),
    )?;
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Replaces the profile of an owner.
pub fn put(tx: &Write, id: AccountId, profile: &Profile) -> Result<()> {
    tx.execute(
        "UPDATE accounts
            SET display_name = :display_name, note_html = :note_html, fields_json = :fields_json,
                kind = :kind, locked = :locked, discoverable = :discoverable,
                indexable = :indexable, hides_network = :hides_network,
                avatar_description = :avatar_description,
                header_description = :header_description, show_media = :show_media,
                show_media_replies = :show_media_replies, show_featured = :show_featured
          WHERE id = :id",
        named_params! {
            ":id": id, ":display_name": profile.display_name, ":note_html": profile.note_html,
            ":fields_json": profile.fields_json, ":kind": profile.kind,
            ":locked": profile.locked, ":discoverable": profile.discoverable,
            ":indexable": profile.indexable, ":hides_network": profile.hides_network,
            ":avatar_description": profile.avatar_description,
            ":header_description": profile.header_description,
            ":show_media": profile.tabs.media, ":show_media_replies": profile.tabs.media_replies,
            ":show_featured": profile.tabs.featured,
        },
    )?;
    tx.execute(
        "UPDATE owners
            SET note_text = :note_text, fields_text_json = :fields_text_json,
                default_visibility = :visibility, default_sensitive = :sensitive,
                default_language = :language, attribution_domains_json = :attribution_domains_json,
                default_quote_policy = :quote_policy
          WHERE account_id = :id",
        named_params! {
            ":id": id, ":note_text": profile.note_text,
            ":fields_text_json": profile.fields_text_json,
            ":visibility": profile.default_visibility, ":sensitive": profile.default_sensitive,
            ":language": profile.default_language, ":quote_policy": profile.default_quote_policy,
            ":attribution_domains_json": profile.attribution_domains_json,
        },
    )?;
    Ok(())
}

/// The picture of an owner: its file, and where others find it; empty for none. What was said of the one before
/// is not true of this one.
pub fn set_avatar(tx: &Write, id: AccountId, sha256: Option<[u8; 32]>, url: &str) -> Result<()> {
    tx.execute(
        "UPDATE owners SET avatar_sha256 = :sha256 WHERE account_id = :id",
        named_params! { ":id": id, ":sha256": sha256 },
    )?;
    tx.execute(
        "UPDATE accounts SET avatar_url = :url, avatar_description = '' WHERE id = :id",
        named_params! { ":id": id, ":url": url },
    )?;
    Ok(())
}

/// The same for the wide picture of an owner.
pub fn set_header(tx: &Write, id: AccountId, sha256: Option<[u8; 32]>, url: &str) -> Result<()> {
    tx.execute(
        "UPDATE owners SET header_sha256 = :sha256 WHERE account_id = :id",
        named_params! { ":id": id, ":sha256": sha256 },
    )?;
    tx.execute(
        "UPDATE accounts SET header_url = :url, header_description = '' WHERE id = :id",
        named_params! { ":id": id, ":url": url },
    )?;
    Ok(())
}
