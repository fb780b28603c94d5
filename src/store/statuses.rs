//! Posts and reblogs: what is written and what the rules need to know. Pages of them for reading are
//! in [`super::status_view`].

mod change;
mod new;

use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use super::Read;
use crate::error::Result;
use crate::id::{AccountId, StatusId};

pub use change::{
    Edit, count_favourite, delete, edit, put_raw, revoke_quotes, set_policy, set_quote_state,
    set_replies_fetched,
};
pub use new::{NewStatus, Quote, ReplyTo, insert};

/// Who may see a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// The actor URI of the author of the status with this URI.
pub fn author_uri(db: &Read, uri: &str) -> Result<Option<String>> {
    db.row(
        "SELECT a.uri FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.uri = :uri",
        named_params! { ":uri": uri },
        |row| row.get(0),
    )
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
