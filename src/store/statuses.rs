//! Posts and reblogs: what is written and what the rules need to know. Pages of them for reading are
//! in [`super::status_view`].

use rusqlite::{Row, named_params};

use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, Id, StatusId};

/// Who may see a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody, and it may be promoted.
    Public,
    /// Everybody, quietly.
    Unlisted,
    /// Followers of the author and those mentioned.
    Followers,
    /// Those mentioned.
    Direct,
}

impl Visibility {
    /// Everybody may see it.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}

/// What the object was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusKind {
    /// A post.
    Note,
    /// A poll.
    Question,
    /// An article, film, event …
    Other,
}

/// How far the consent to a quote has come (FEP-044f).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteState {
    /// It quotes nothing.
    None,
    /// The quoted author has not answered, or the stamp is not checked yet.
    Pending,
    /// Checked and agreed.
    Accepted,
    /// Refused, or the stamp is false.
    Rejected,
    /// Agreed once, withdrawn since.
    Revoked,
}

/// Bits of `extras`: which other tables have rows for the status, so that reading can skip them.
pub mod extras {
    /// It has attachments.
    pub const ATTACHMENTS: i64 = 1;
    /// It mentions somebody.
    pub const MENTIONS: i64 = 2;
    /// It has hashtags.
    pub const TAGS: i64 = 4;
    /// It is a poll.
    pub const POLL: i64 = 8;
}

/// A status about to be stored. See the schema for each column.
#[derive(Clone, Debug)]
pub struct NewStatus<'a> {
    /// Wanted id; the next free one is taken if it is used already.
    pub id: StatusId,
    /// Its URI; for a reblog that of the Announce.
    pub uri: &'a str,
    /// Page for people; `None` means the URI.
    pub url: Option<&'a str>,
    /// The author.
    pub account_id: AccountId,
    /// Made on this node.
    pub local: bool,
    /// What the object is.
    pub kind: StatusKind,
    /// What it reblogs.
    pub reblog_of_id: Option<StatusId>,
    /// What it answers.
    pub reply: Option<ReplyTo<'a>>,
    /// Sanitised.
    pub content_html: &'a str,
    /// Content warning, plain text.
    pub spoiler_text: &'a str,
    /// As typed, for local posts.
    pub source_text: Option<&'a str>,
    /// BCP 47.
    pub language: Option<&'a str>,
    /// Media are hidden at first.
    pub sensitive: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// `[[shortcode, url], …]`.
    pub emojis_json: Option<&'a str>,
    /// The `interactionPolicy` as sent.
    pub policy_json: Option<&'a str>,
    /// What it quotes.
    pub quote: Option<Quote<'a>>,
    /// Bits of [`extras`].
    pub extras: i64,
    /// When it was published.
    pub created_ms: i64,
    /// When it was last changed.
    pub edited_ms: Option<i64>,
    /// Which program wrote it.
    pub app_id: Option<i64>,
}

/// What a reply answers.
#[derive(Clone, Copy, Debug)]
pub enum ReplyTo<'a> {
    /// A post that is here, and its author.
    Known(StatusId, AccountId),
    /// A post that is not here (yet).
    Unknown(&'a str),
}

/// What a post quotes.
#[derive(Clone, Copy, Debug)]
pub struct Quote<'a> {
    /// URI of the quoted post.
    pub uri: &'a str,
    /// The quoted post, if it is here.
    pub status_id: Option<StatusId>,
    /// Whether its author agreed.
    pub state: QuoteState,
    /// URI of the stamp.
    pub authorization_uri: Option<&'a str>,
}

/// What the rules need to know of a stored status.
#[derive(Clone, Debug)]
pub struct Status {
    /// Row id.
    pub id: StatusId,
    /// Its URI.
    pub uri: String,
    /// The author.
    pub account_id: AccountId,
    /// Made on this node.
    pub local: bool,
    /// What the object is.
    pub kind: StatusKind,
    /// What it reblogs.
    pub reblog_of_id: Option<StatusId>,
    /// What it answers, if that is here.
    pub in_reply_to_id: Option<StatusId>,
    /// Whom it answers.
    pub in_reply_to_account_id: Option<AccountId>,
    /// Who may see it.
    pub visibility: Visibility,
    /// The `interactionPolicy` as sent.
    pub policy_json: Option<String>,
    /// URI of what it quotes.
    pub quote_uri: Option<String>,
    /// Whether the quoted author agreed.
    pub quote_state: QuoteState,
    /// Bits of [`extras`].
    pub extras: i64,
    /// When it was published.
    pub created_ms: i64,
    /// When it was last changed.
    pub edited_ms: Option<i64>,
    /// URI of the stamp that allows the quote.
    pub quote_authorization_uri: Option<String>,
}

const COLUMNS: &str = "id, uri, account_id, local, kind, reblog_of_id, in_reply_to_id, \
     in_reply_to_account_id, visibility, policy_json, quote_uri, quote_state, extras, created_ms, \
     edited_ms, quote_authorization_uri";

/// The status with this id.
pub fn by_id(db: &Read, id: StatusId) -> Result<Option<Status>> {
    let sql = format!("SELECT {COLUMNS} FROM statuses WHERE id = :id");
    db.row(&sql, named_params! { ":id": id }, from_row)
}

/// The status with this URI.
pub fn by_uri(db: &Read, uri: &str) -> Result<Option<Status>> {
    let sql = format!("SELECT {COLUMNS} FROM statuses WHERE uri = :uri");
    db.row(&sql, named_params! { ":uri": uri }, from_row)
}

/// The reblog of `status_id` by `account_id`.
pub fn reblog_by(db: &Read, status_id: StatusId, account_id: AccountId) -> Result<Option<Status>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM statuses WHERE reblog_of_id = :status_id AND account_id = :account_id"
    );
    db.row(&sql, named_params! { ":status_id": status_id, ":account_id": account_id }, from_row)
}

/// Stores a status and counts it: its author's posts, its parent's replies, what it reblogs. Replies
/// that waited for it are tied to it.
pub fn insert(tx: &Write, status: &NewStatus<'_>) -> Result<StatusId> {
    let id = free_id(tx, status.id)?;
    let (reply_id, reply_account, reply_uri) = match status.reply {
        Some(ReplyTo::Known(id, account)) => (Some(id), Some(account), None),
        Some(ReplyTo::Unknown(uri)) => (None, None, Some(uri)),
        None => (None, None, None),
    };
    let quote = status.quote;
    tx.execute(INSERT, named_params! {
        ":id": id, ":uri": status.uri, ":url": status.url, ":account_id": status.account_id,
        ":local": status.local, ":kind": status.kind, ":reblog_of_id": status.reblog_of_id,
        ":in_reply_to_id": reply_id, ":in_reply_to_uri": reply_uri,
        ":in_reply_to_account_id": reply_account, ":content_html": status.content_html,
        ":spoiler_text": status.spoiler_text, ":source_text": status.source_text,
        ":language": status.language, ":sensitive": status.sensitive,
        ":visibility": status.visibility, ":emojis_json": status.emojis_json,
        ":policy_json": status.policy_json, ":quote_of_id": quote.and_then(|quote| quote.status_id),
        ":quote_uri": quote.map(|quote| quote.uri),
        ":quote_state": quote.map_or(QuoteState::None, |quote| quote.state),
        ":quote_authorization_uri": quote.and_then(|quote| quote.authorization_uri),
        ":extras": status.extras, ":created_ms": status.created_ms,
        ":edited_ms": status.edited_ms, ":app_id": status.app_id,
    })?;
    count(tx, status, reply_id)?;
    if status.reblog_of_id.is_none() {
        adopt_waiting(tx, id, status)?;
    }
    Ok(id)
}

const INSERT: &str = "
    INSERT INTO statuses (id, uri, url, account_id, local, kind, reblog_of_id, in_reply_to_id,
           in_reply_to_uri, in_reply_to_account_id, content_html, spoiler_text, source_text,
           language, sensitive, visibility, emojis_json, policy_json, quote_of_id, quote_uri,
           quote_state, quote_authorization_uri, extras, created_ms, edited_ms, app_id, needed_ms)
    VALUES (:id, :uri, :url, :account_id, :local, :kind, :reblog_of_id, :in_reply_to_id,
           :in_reply_to_uri, :in_reply_to_account_id, :content_html, :spoiler_text, :source_text,
           :language, :sensitive, :visibility, :emojis_json, :policy_json, :quote_of_id, :quote_uri,
           :quote_state, :quote_authorization_uri, :extras, :created_ms, :edited_ms, :app_id,
           :created_ms)";

fn free_id(db: &Read, wanted: StatusId) -> Result<StatusId> {
    let mut id = wanted;
    while db.exists("SELECT 1 FROM statuses WHERE id = :id", named_params! { ":id": id })? {
        id = Id::new(id.number().saturating_add(1));
    }
    Ok(id)
}

fn count(tx: &Write, status: &NewStatus<'_>, reply_id: Option<StatusId>) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET statuses_count = statuses_count + 1,
                last_status_ms = max(ifnull(last_status_ms, 0), :created_ms)
          WHERE id = :id",
        named_params! { ":id": status.account_id, ":created_ms": status.created_ms },
    )?;
    if let Some(parent) = reply_id {
        add_to(tx, "replies_count", parent, 1)?;
    }
    if let Some(original) = status.reblog_of_id {
        add_to(tx, "reblogs_count", original, 1)?;
    }
    Ok(())
}

/// `column` is one of the three counters, never input.
fn add_to(tx: &Write, column: &'static str, id: StatusId, by: i64) -> Result<()> {
    let sql = format!("UPDATE statuses SET {column} = max(0, {column} + :by) WHERE id = :id");
    tx.execute(&sql, named_params! { ":by": by, ":id": id })?;
    Ok(())
}

/// Ties replies and quotes that came before what they speak of.
fn adopt_waiting(tx: &Write, id: StatusId, status: &NewStatus<'_>) -> Result<()> {
    let replies = tx.execute(
        "UPDATE statuses SET in_reply_to_id = :id, in_reply_to_account_id = :account_id,
                in_reply_to_uri = NULL
          WHERE in_reply_to_uri = :uri",
        named_params! { ":id": id, ":account_id": status.account_id, ":uri": status.uri },
    )?;
    if replies > 0 {
        add_to(tx, "replies_count", id, i64::try_from(replies).unwrap_or(i64::MAX))?;
    }
    tx.execute(
        "UPDATE statuses SET quote_of_id = :id WHERE quote_uri = :uri AND quote_of_id IS NULL",
        named_params! { ":id": id, ":uri": status.uri },
    )?;
    Ok(())
}

/// What an edit changes.
#[derive(Clone, Debug)]
pub struct Edit<'a> {
    /// Sanitised.
    pub content_html: &'a str,
    /// Content warning, plain text.
    pub spoiler_text: &'a str,
    /// As typed, for local posts.
    pub source_text: Option<&'a str>,
    /// BCP 47.
    pub language: Option<&'a str>,
    /// Media are hidden at first.
    pub sensitive: bool,
    /// `[[shortcode, url], …]`.
    pub emojis_json: Option<&'a str>,
    /// The `interactionPolicy` as sent.
    pub policy_json: Option<&'a str>,
    /// Bits of [`extras`].
    pub extras: i64,
    /// When it was changed; `None` for changes that are no edit (poll results, policy).
    pub edited_ms: Option<i64>,
}

/// Changes a status; the version before goes to its history if this is an edit.
pub fn edit(tx: &Write, id: StatusId, edit: &Edit<'_>) -> Result<()> {
    if edit.edited_ms.is_some() {
        tx.execute(
            "INSERT OR IGNORE INTO status_edits (status_id, edited_ms, content_html, spoiler_text,
                    sensitive)
             SELECT id, ifnull(edited_ms, created_ms), content_html, spoiler_text, sensitive
               FROM statuses WHERE id = :id",
            named_params! { ":id": id },
        )?;
    }
    tx.execute(
        "UPDATE statuses SET content_html = :content_html, spoiler_text = :spoiler_text,
                source_text = :source_text, language = :language, sensitive = :sensitive,
                emojis_json = :emojis_json, policy_json = :policy_json, extras = :extras,
                edited_ms = ifnull(:edited_ms, edited_ms)
          WHERE id = :id",
        named_params! {
            ":id": id, ":content_html": edit.content_html, ":spoiler_text": edit.spoiler_text,
            ":source_text": edit.source_text, ":language": edit.language,
            ":sensitive": edit.sensitive, ":emojis_json": edit.emojis_json,
            ":policy_json": edit.policy_json, ":extras": edit.extras,
            ":edited_ms": edit.edited_ms,
        },
    )?;
    Ok(())
}

/// Removes a status with all that hangs on it; reblogs of it go too.
pub fn delete(tx: &Write, status: &Status) -> Result<()> {
    let id = named_params! { ":id": status.id };
    tx.execute(
        "DELETE FROM home WHERE account_id IN (SELECT account_id FROM owners)
            AND status_id IN (SELECT id FROM statuses WHERE id = :id OR reblog_of_id = :id)",
        id,
    )?;
    if let Some(parent) = status.in_reply_to_id {
        add_to(tx, "replies_count", parent, -1)?;
    }
    if let Some(original) = status.reblog_of_id {
        add_to(tx, "reblogs_count", original, -1)?;
    }
    tx.execute(
        "UPDATE accounts SET statuses_count = max(0, statuses_count - 1) WHERE id = :id",
        named_params! { ":id": status.account_id },
    )?;
    tx.execute("DELETE FROM statuses WHERE id = :id", id)?;
    Ok(())
}

/// Replies, reblogs and favourites of a status, as counted here.
pub fn counts(db: &Read, id: StatusId) -> Result<(i64, i64, i64)> {
    let counts = db.row(
        "SELECT replies_count, reblogs_count, favourites_count FROM statuses WHERE id = :id",
        named_params! { ":id": id },
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    Ok(counts.unwrap_or_default())
}

/// Counts a favourite more or less.
pub fn count_favourite(tx: &Write, id: StatusId, by: i64) -> Result<()> {
    add_to(tx, "favourites_count", id, by)
}

/// The answer of the quoted author, or of the check of its stamp.
pub fn set_quote_state(
    tx: &Write,
    id: StatusId,
    state: QuoteState,
    authorization_uri: Option<&str>,
) -> Result<()> {
    tx.execute(
        "UPDATE statuses SET quote_state = :state,
                quote_authorization_uri = ifnull(:authorization_uri, quote_authorization_uri)
          WHERE id = :id",
        named_params! { ":id": id, ":state": state, ":authorization_uri": authorization_uri },
    )?;
    Ok(())
}

/// The stamp at `authorization_uri` was withdrawn by `author`: no quote of a post of theirs shows it as
/// agreed any more. Answers how many there were.
pub fn revoke_quotes(tx: &Write, authorization_uri: &str, author: AccountId) -> Result<usize> {
    tx.execute(
        "UPDATE statuses SET quote_state = :revoked
          WHERE quote_authorization_uri = :authorization_uri
            AND quote_of_id IN (SELECT id FROM statuses WHERE account_id = :author)",
        named_params! {
            ":revoked": QuoteState::Revoked, ":authorization_uri": authorization_uri,
            ":author": author,
        },
    )
}

/// The actor URI of the author of the status with this URI.
pub fn author_uri(db: &Read, uri: &str) -> Result<Option<String>> {
    db.row(
        "SELECT a.uri FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.uri = :uri",
        named_params! { ":uri": uri },
        |row| row.get(0),
    )
}

/// Keeps the object as it came, so that better readers can read it again.
pub fn put_raw(tx: &Write, id: StatusId, json_zstd: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO raw_objects (status_id, json_zstd) VALUES (:id, :json_zstd)",
        named_params! { ":id": id, ":json_zstd": json_zstd },
    )?;
    Ok(())
}

/// Remembers that its replies were looked for.
pub fn set_replies_fetched(tx: &Write, id: StatusId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE statuses SET replies_fetched_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":now_ms": now_ms },
    )?;
    Ok(())
}

/// When its replies were last looked for.
pub fn replies_fetched_ms(db: &Read, id: StatusId) -> Result<Option<i64>> {
    let found = db.row(
        "SELECT replies_fetched_ms FROM statuses WHERE id = :id",
        named_params! { ":id": id },
        |row| row.get(0),
    )?;
    Ok(found.flatten())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Status> {
    Ok(Status {
        id: row.get(0)?,
        uri: row.get(1)?,
        account_id: row.get(2)?,
        local: row.get(3)?,
        kind: row.get(4)?,
        reblog_of_id: row.get(5)?,
        in_reply_to_id: row.get(6)?,
        in_reply_to_account_id: row.get(7)?,
        visibility: row.get(8)?,
        policy_json: row.get(9)?,
        quote_uri: row.get(10)?,
        quote_state: row.get(11)?,
        extras: row.get(12)?,
        created_ms: row.get(13)?,
        edited_ms: row.get(14)?,
        quote_authorization_uri: row.get(15)?,
    })
}
