//! A new status: its row, what is counted because of it, and what waited for it.

use rusqlite::named_params;

use super::{QuoteState, StatusKind, Visibility};
use crate::error::Result;
use crate::id::{AccountId, Id, StatusId};
use crate::store::{Read, Write, words};

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
    /// Bits of [`extras`](super::extras).
    pub extras: i64,
    /// When it was published.
    pub created_ms: i64,
    /// When it was last changed.
    pub edited_ms: Option<i64>,
    /// When it came here, which is its first use.
    pub arrived_ms: i64,
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
        ":edited_ms": status.edited_ms, ":arrived_ms": status.arrived_ms, ":app_id": status.app_id,
    })?;
    count(tx, status, reply_id)?;
    if status.reblog_of_id.is_none() {
        words::read_later(tx, id)?;
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
           :arrived_ms)";

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
pub(super) fn add_to(tx: &Write, column: &'static str, id: StatusId, by: i64) -> Result<()> {
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
