//! The people who can sign in here, and the addresses of this node's own accounts.

use rusqlite::named_params;

use super::quotes::QuotePolicy;
use super::statuses::Visibility;
use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// What the owner chose, beside the profile that everybody sees.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// The profile text as typed.
    pub note_text: String,
    /// `[[name, value], …]` as typed.
    pub fields_text_json: String,
    /// Who sees a new post.
    pub visibility: Visibility,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// Language of new posts; empty means unknown.
    pub language: String,
    /// Who may quote a new post.
    pub quote_policy: QuotePolicy,
    /// `[domain, …]` whose pages may name this person as their author.
    pub attribution_domains_json: String,
}

/// Makes an account of this node its owner.
pub fn insert(tx: &Write, id: AccountId, passphrase_hash: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO owners (account_id, passphrase_hash, created_ms)
         VALUES (:id, :passphrase_hash, :now_ms)",
        named_params! { ":id": id, ":passphrase_hash": passphrase_hash, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// The first owner and their name. The first release makes exactly one.
pub fn first(db: &Read) -> Result<Option<(AccountId, String)>> {
    db.row(
        "SELECT o.account_id, a.username FROM owners o JOIN accounts a ON a.id = o.account_id
          ORDER BY o.account_id LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The stored hash of a person's passphrase.
pub fn passphrase_hash(db: &Read, id: AccountId) -> Result<Option<String>> {
    db.row(
        "SELECT passphrase_hash FROM owners WHERE account_id = :id",
        named_params! { ":id": id },
        |row| row.get(0),
    )
}

/// Replaces the hash of a person's passphrase.
pub fn set_passphrase(tx: &Write, id: AccountId, hash: &str) -> Result<()> {
    tx.execute(
        "UPDATE owners SET passphrase_hash = :hash WHERE account_id = :id",
        named_params! { ":id": id, ":hash": hash },
    )?;
    Ok(())
}

/// What the owner chose.
pub fn preferences(db: &Read, id: AccountId) -> Result<Option<Preferences>> {
    db.row(
        "SELECT note_text, fields_text_json, default_visibility, default_sensitive, default_language,
                attribution_domains_json, default_quote_policy
           FROM owners WHERE account_id = :id",
        named_params! { ":id": id },
        |row| {
            Ok(Preferences {
                note_text: row.get(0)?,
                fields_text_json: row.get(1)?,
                visibility: row.get(2)?,
                sensitive: row.get(3)?,
                language: row.get(4)?,
                attribution_domains_json: row.get(5)?,
                quote_policy: row.get(6)?,
            })
        },
    )
}

/// Whether anybody of this node has posted anything.
pub fn has_posts(db: &Read) -> Result<bool> {
    db.exists(
        "SELECT 1 FROM statuses WHERE account_id IN (SELECT account_id FROM owners) LIMIT 1",
        [],
    )
}

/// Gives an account of this node, and its keys, another address, under which its pictures have to be chosen
/// again. Only before anybody knows the old one.
pub fn readdress(tx: &Write, id: AccountId, uri: &str, url: &str) -> Result<()> {
    let params = named_params! { ":id": id, ":uri": uri };
    tx.execute(
        "UPDATE keys SET uri = :uri || substr(uri, instr(uri, '#')) WHERE account_id = :id",
        params,
    )?;
    tx.execute(
        "UPDATE accounts SET uri = :uri, avatar_url = '', header_url = '', avatar_description = '',
                header_description = '' WHERE id = :id",
        params,
    )?;
    super::accounts::set_url(tx, id, url)
}
