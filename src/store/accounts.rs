//! People, here and elsewhere, as rows.

use std::borrow::Cow;

use rusqlite::{Row, named_params};

use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// What an account is, by its ActivityStreams actor type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// A person.
    Person,
    /// An automated account ("bot").
    Service,
    /// A server or program as such.
    Application,
    /// A forum or community.
    Group,
    /// An organisation.
    Organization,
}

/// The parts that a profile wants to have beside its posts. Programs that show profiles may have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tabs {
    /// Files of its posts.
    pub media: bool,
    /// Those of replies too.
    pub media_replies: bool,
    /// What it wants to be seen: hashtags, people.
    pub featured: bool,
}

impl Default for Tabs {
    /// All of them.
    fn default() -> Self {
        Self { media: true, media_replies: true, featured: true }
    }
}

/// An account as it is stored.
#[derive(Clone, Debug)]
pub struct Account {
    /// Row id.
    pub id: AccountId,
    /// The actor's URI.
    pub uri: String,
    /// Row id of its server; `None` for this node's own.
    pub host_id: Option<i64>,
    /// Person, bot, group …
    pub kind: AccountKind,
    /// Name before the `@`.
    pub username: String,
    /// Domain of the handle; empty for this node's own.
    pub domain: String,
    /// Name for people; may be empty.
    pub display_name: String,
    /// Sanitised profile text.
    pub note_html: String,
    /// Page for people; empty means the URI.
    pub url: String,
    /// Picture; empty means none.
    pub avatar_url: String,
    /// Wide picture; empty means none.
    pub header_url: String,
    /// What the picture shows.
    pub avatar_description: String,
    /// What the wide picture shows.
    pub header_description: String,
    /// `[[name, value_html], …]`.
    pub fields_json: String,
    /// `[[shortcode, url], …]`.
    pub emojis_json: String,
    /// `[uri, …]`.
    pub also_known_as_json: String,
    /// The followers collection; empty if it has none.
    pub followers_uri: String,
    /// The outbox; empty if it has none.
    pub outbox_uri: String,
    /// The collection of pinned posts; empty if it has none.
    pub featured_uri: String,
    /// Follows need approval.
    pub locked: bool,
    /// Wants to be found.
    pub discoverable: bool,
    /// Agrees to be searched.
    pub indexable: bool,
    /// Does not show who follows whom.
    pub hides_network: bool,
    /// The parts that the profile wants to have.
    pub tabs: Tabs,
    /// WebFinger confirmed the handle in both directions.
    pub handle_verified: bool,
    /// Where it moved.
    pub moved_to_uri: Option<String>,
    /// Deleted by its owner or its server.
    pub gone: bool,
    /// As its server says, or counted for our own.
    pub followers_count: i64,
    /// As its server says, or counted for our own.
    pub following_count: i64,
    /// As its server says, or counted for our own.
    pub statuses_count: i64,
    /// When the newest post that we know was made.
    pub last_status_ms: Option<i64>,
    /// When the account was made, or first seen.
    pub created_ms: i64,
    /// When the actor was last read from its server.
    pub fetched_ms: i64,
}

impl Account {
    /// Whether it lives on this node.
    pub fn is_local(&self) -> bool {
        self.host_id.is_none()
    }

    /// The URI of the collection of its followers: as its actor says; those of this node follow from their own. Empty if it
    /// has none.
    pub fn followers(&self) -> Cow<'_, str> {
        match self.is_local() {
            true => Cow::Owned(format!("{}/followers", self.uri)),
            false => Cow::Borrowed(&self.followers_uri),
        }
    }
}

pub(super) const COLUMNS: &str = "id, uri, host_id, kind, username, domain, display_name, note_html, url, \
     avatar_url, header_url, fields_json, emojis_json, also_known_as_json, followers_uri, \
     outbox_uri, featured_uri, locked, discoverable, indexable, hides_network, handle_verified, \
     moved_to_uri, gone, followers_count, following_count, statuses_count, last_status_ms, \
     created_ms, fetched_ms, avatar_description, header_description, show_media, \
     show_media_replies, show_featured";

/// The account with this id.
pub fn by_id(db: &Read, id: AccountId) -> Result<Option<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id = :id");
    db.row(&sql, named_params! { ":id": id }, from_row)
}

/// The account with this actor URI.
pub fn by_uri(db: &Read, uri: &str) -> Result<Option<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE uri = :uri");
    db.row(&sql, named_params! { ":uri": uri }, from_row)
}

/// The account with this handle; `domain` is empty for this node's own. If several claim it, the one
/// that WebFinger confirmed wins, else the one read last.
pub fn by_handle(db: &Read, username: &str, domain: &str) -> Result<Option<Account>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM accounts
          WHERE username = :username COLLATE NOCASE AND domain = :domain AND gone = 0
          ORDER BY handle_verified DESC, fetched_ms DESC LIMIT 1"
    );
    db.row(&sql, named_params! { ":username": username, ":domain": domain }, from_row)
}

/// Only the id, for the hot paths.
pub fn id_by_uri(db: &Read, uri: &str) -> Result<Option<AccountId>> {
    db.row("SELECT id FROM accounts WHERE uri = :uri", named_params! { ":uri": uri }, |row| {
        row.get(0)
    })
}

/// Everybody who can sign in here.
pub fn owners(db: &Read) -> Result<Vec<AccountId>> {
    db.rows("SELECT account_id FROM owners ORDER BY account_id", [], |row| row.get(0))
}

/// Whether any post of this account is here.
pub fn has_statuses(db: &Read, id: AccountId) -> Result<bool> {
    db.exists("SELECT 1 FROM statuses WHERE account_id = :id LIMIT 1", named_params! { ":id": id })
}

/// Makes an account of this node.
pub fn insert_local(
    tx: &Write,
    id: AccountId,
    uri: &str,
    username: &str,
    kind: AccountKind,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO accounts (id, uri, kind, username, discoverable, handle_verified, created_ms,
                fetched_ms)
         VALUES (:id, :uri, :kind, :username, 1, 1, :now_ms, :now_ms)",
        named_params! { ":id": id, ":uri": uri, ":kind": kind, ":username": username, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// The page of an account for people.
pub fn set_url(tx: &Write, id: AccountId, url: &str) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET url = :url WHERE id = :id",
        named_params! { ":id": id, ":url": url },
    )?;
    Ok(())
}

/// Where post for this account goes: its own inbox, and that of its whole server.
pub fn inboxes(db: &Read, id: AccountId) -> Result<(Option<i64>, Option<i64>)> {
    let found = db.row(
        "SELECT inbox_id, shared_inbox_id FROM accounts WHERE id = :id",
        named_params! { ":id": id },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(found.unwrap_or_default())
}

/// WebFinger confirmed the handle in both directions; the handle is at `domain`.
pub fn confirm_handle(tx: &Write, id: AccountId, domain: &str) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET handle_verified = 1, domain = :domain WHERE id = :id",
        named_params! { ":id": id, ":domain": domain },
    )?;
    Ok(())
}

/// Numbers as the account's own server says them.
pub fn set_counts(
    tx: &Write,
    id: AccountId,
    followers: Option<i64>,
    following: Option<i64>,
    statuses: Option<i64>,
) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET followers_count = ifnull(:followers, followers_count),
                following_count = ifnull(:following, following_count),
                statuses_count = max(statuses_count, ifnull(:statuses, 0))
          WHERE id = :id",
        named_params! { ":id": id, ":followers": followers, ":following": following, ":statuses": statuses },
    )?;
    Ok(())
}

/// Remembers that the last posts of the account were read from its outbox.
pub fn set_backfilled(tx: &Write, id: AccountId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET backfilled_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// When the last posts of the account were read from its outbox.
pub fn backfilled_ms(db: &Read, id: AccountId) -> Result<Option<i64>> {
    let found = db.row(
        "SELECT backfilled_ms FROM accounts WHERE id = :id",
        named_params! { ":id": id },
        |row| row.get(0),
    )?;
    Ok(found.flatten())
}

/// Remembers where an account moved.
pub fn set_moved(tx: &Write, id: AccountId, target_uri: &str, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET moved_to_uri = :target_uri, moved_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":target_uri": target_uri, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// When the account last moved, for the cool-down.
pub fn moved_ms(db: &Read, id: AccountId) -> Result<Option<i64>> {
    let found = db.row(
        "SELECT moved_ms FROM accounts WHERE id = :id",
        named_params! { ":id": id },
        |row| row.get(0),
    )?;
    Ok(found.flatten())
}

/// By position, in the order of [`COLUMNS`]: looking names up costs more than reading them.
pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        uri: row.get(1)?,
        host_id: row.get(2)?,
        kind: row.get(3)?,
        username: row.get(4)?,
        domain: row.get(5)?,
        display_name: row.get(6)?,
        note_html: row.get(7)?,
        url: row.get(8)?,
        avatar_url: row.get(9)?,
        header_url: row.get(10)?,
        fields_json: row.get(11)?,
        emojis_json: row.get(12)?,
        also_known_as_json: row.get(13)?,
        followers_uri: row.get(14)?,
        outbox_uri: row.get(15)?,
        featured_uri: row.get(16)?,
        locked: row.get(17)?,
        discoverable: row.get(18)?,
        indexable: row.get(19)?,
        hides_network: row.get(20)?,
        handle_verified: row.get(21)?,
        moved_to_uri: row.get(22)?,
        gone: row.get(23)?,
        followers_count: row.get(24)?,
        following_count: row.get(25)?,
        statuses_count: row.get(26)?,
        last_status_ms: row.get(27)?,
        created_ms: row.get(28)?,
        fetched_ms: row.get(29)?,
        avatar_description: row.get(30)?,
        header_description: row.get(31)?,
        tabs: Tabs { media: row.get(32)?, media_replies: row.get(33)?, featured: row.get(34)? },
    })
}
