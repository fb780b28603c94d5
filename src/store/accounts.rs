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

/// Another server's account as its actor describes it. Inboxes are row ids.
pub struct RemoteAccount<'a> {
    /// The actor's URI.
    pub uri: &'a str,
    /// Row id of its server.
    pub host_id: i64,
    /// Person, bot, group …
    pub kind: AccountKind,
    /// Name before the `@`.
    pub username: &'a str,
    /// Domain of the handle, verified or not.
    pub domain: &'a str,
    /// Plain text.
    pub display_name: &'a str,
    /// Sanitised.
    pub note_html: &'a str,
    /// Page for people; empty means the URI.
    pub url: &'a str,
    /// Picture; empty means none.
    pub avatar_url: &'a str,
    /// Wide picture; empty means none.
    pub header_url: &'a str,
    /// `[[name, value_html], …]`.
    pub fields_json: &'a str,
    /// `[[shortcode, url], …]`.
    pub emojis_json: &'a str,
    /// `[uri, …]`.
    pub also_known_as_json: &'a str,
    /// Where its post goes.
    pub inbox_id: i64,
    /// Where post for its whole server goes.
    pub shared_inbox_id: Option<i64>,
    /// Collections; empty if missing.
    pub outbox_uri: &'a str,
    /// Followers collection; empty if missing.
    pub followers_uri: &'a str,
    /// Following collection; empty if missing.
    pub following_uri: &'a str,
    /// Pinned posts; empty if missing.
    pub featured_uri: &'a str,
    /// Follows need approval.
    pub locked: bool,
    /// Wants to be found.
    pub discoverable: bool,
    /// Agrees to be searched.
    pub indexable: bool,
    /// Where it moved.
    pub moved_to_uri: Option<&'a str>,
    /// When it was made, if it says so.
    pub created_ms: i64,
}

pub(super) const COLUMNS: &str = "id, uri, host_id, kind, username, domain, display_name, note_html, url, \
     avatar_url, header_url, fields_json, emojis_json, also_known_as_json, followers_uri, \
     outbox_uri, featured_uri, locked, discoverable, indexable, hides_network, handle_verified, \
     moved_to_uri, gone, followers_count, following_count, statuses_count, last_status_ms, \
     created_ms, fetched_ms";

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

/// Stores a remote account, over an older copy of the same URI. `id` is used if it is new.
pub fn put_remote(
    tx: &Write,
    id: AccountId,
    account: &RemoteAccount<'_>,
    now_ms: i64,
) -> Result<AccountId> {
    let stored = tx.row(PUT_REMOTE, named_params! {
        ":id": id, ":uri": account.uri, ":host_id": account.host_id, ":kind": account.kind,
        ":username": account.username, ":domain": account.domain,
        ":display_name": account.display_name, ":note_html": account.note_html,
        ":url": account.url, ":avatar_url": account.avatar_url, ":header_url": account.header_url,
        ":fields_json": account.fields_json, ":emojis_json": account.emojis_json,
        ":also_known_as_json": account.also_known_as_json, ":inbox_id": account.inbox_id,
        ":shared_inbox_id": account.shared_inbox_id, ":outbox_uri": account.outbox_uri,
        ":followers_uri": account.followers_uri, ":following_uri": account.following_uri,
        ":featured_uri": account.featured_uri, ":locked": account.locked,
        ":discoverable": account.discoverable, ":indexable": account.indexable,
        ":moved_to_uri": account.moved_to_uri, ":created_ms": account.created_ms,
        ":now_ms": now_ms,
    }, |row| row.get(0))?;
    Ok(stored.unwrap_or(id))
}

const PUT_REMOTE: &str = "
    INSERT INTO accounts (id, uri, host_id, kind, username, domain, display_name, note_html, url,
           avatar_url, header_url, fields_json, emojis_json, also_known_as_json, inbox_id,
           shared_inbox_id, outbox_uri, followers_uri, following_uri, featured_uri, locked,
           discoverable, indexable, moved_to_uri, created_ms, fetched_ms, needed_ms)
    VALUES (:id, :uri, :host_id, :kind, :username, :domain, :display_name, :note_html, :url,
           :avatar_url, :header_url, :fields_json, :emojis_json, :also_known_as_json, :inbox_id,
           :shared_inbox_id, :outbox_uri, :followers_uri, :following_uri, :featured_uri, :locked,
           :discoverable, :indexable, :moved_to_uri, :created_ms, :now_ms, :now_ms)
    ON CONFLICT (uri) DO UPDATE SET
           kind = excluded.kind, username = excluded.username,
           domain = iif(handle_verified AND username = excluded.username, domain, excluded.domain),
           handle_verified = handle_verified AND username = excluded.username, display_name = excluded.display_name,
           note_html = excluded.note_html, url = excluded.url, avatar_url = excluded.avatar_url,
           header_url = excluded.header_url, fields_json = excluded.fields_json,
           emojis_json = excluded.emojis_json, also_known_as_json = excluded.also_known_as_json,
           inbox_id = excluded.inbox_id, shared_inbox_id = excluded.shared_inbox_id,
           outbox_uri = excluded.outbox_uri, followers_uri = excluded.followers_uri,
           following_uri = excluded.following_uri, featured_uri = excluded.featured_uri,
           locked = excluded.locked, discoverable = excluded.discoverable,
           indexable = excluded.indexable, moved_to_uri = excluded.moved_to_uri, gone = 0,
           fetched_ms = excluded.fetched_ms, needed_ms = excluded.needed_ms
    RETURNING id";

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
    })
}
