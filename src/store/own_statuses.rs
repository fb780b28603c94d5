//! Posts and reblogs of this node in full, as other servers are told about them.
//!
//! Not what clients read: that is `status_view.rs`.

use rusqlite::{Row, named_params};

use super::Read;
use super::statuses::{QuoteState, Visibility};
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// A post or a reblog of this node.
#[derive(Clone, Debug)]
pub struct OwnStatus {
    /// Row id.
    pub id: StatusId,
    /// Its URI; for a reblog that of the Announce.
    pub uri: String,
    /// The author.
    pub account_id: AccountId,
    /// URI of what it reblogs.
    pub reblog_of_uri: Option<String>,
    /// URI of what it answers.
    pub in_reply_to_uri: Option<String>,
    /// Safe HTML.
    pub content_html: String,
    /// Content warning.
    pub spoiler_text: String,
    /// As typed.
    pub source_text: Option<String>,
    /// BCP 47.
    pub language: Option<String>,
    /// Media are hidden at first.
    pub sensitive: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// URI of what it quotes.
    pub quote_uri: Option<String>,
    /// Page of what it quotes.
    pub quote_url: Option<String>,
    /// Whether the quoted author agreed.
    pub quote_state: QuoteState,
    /// Their stamp.
    pub quote_authorization_uri: Option<String>,
    /// Bits of [`super::statuses::extras`].
    pub extras: i64,
    /// When it was made.
    pub created_ms: i64,
    /// When it was last changed.
    pub edited_ms: Option<i64>,
    /// Who may quote it, unless that is everybody: the value of `interactionPolicy`.
    pub policy_json: Option<String>,
}

/// Somebody whom a post names or is addressed to.
#[derive(Clone, Debug)]
pub struct Mentioned {
    /// Their row.
    pub id: AccountId,
    /// URI of their actor.
    pub uri: String,
    /// Name before the `@`.
    pub username: String,
    /// Domain of the handle; empty for this node's own.
    pub domain: String,
    /// Addressed without being named.
    pub silent: bool,
}

/// A file of a post.
#[derive(Clone, Debug)]
pub struct OwnAttachment {
    /// MIME type.
    pub media_type: String,
    /// Name of the file: the hash of what is in it, in hex.
    pub sha256_hex: String,
    /// Ending of the file name.
    pub extension: String,
    /// For those who cannot see it.
    pub description: String,
    /// A few characters of colour.
    pub blurhash: Option<String>,
    /// Pixels.
    pub size: Option<(u32, u32)>,
    /// Where the important part is, −1 to 1 each way.
    pub focus: Option<[f64; 2]>,
}

const SELECT: &str = "
    SELECT s.id, s.uri, s.account_id, r.uri, ifnull(p.uri, s.in_reply_to_uri), s.content_html,
           s.spoiler_text, s.source_text, s.language, s.sensitive, s.visibility, s.quote_uri,
           ifnull(q.url, s.quote_uri), s.quote_state, s.quote_authorization_uri, s.extras,
           s.created_ms, s.edited_ms, s.policy_json
      FROM statuses s
           LEFT JOIN statuses r ON r.id = s.reblog_of_id
           LEFT JOIN statuses p ON p.id = s.in_reply_to_id
           LEFT JOIN statuses q ON q.id = s.quote_of_id";

/// The post or reblog with this id, if it is of this node.
pub fn by_id(db: &Read, id: StatusId) -> Result<Option<OwnStatus>> {
    let sql = format!("{SELECT} WHERE s.id = :id AND s.local = 1");
    db.row(&sql, named_params! { ":id": id }, from_row)
}

/// What an account of this node shows to everybody, newest first: a page of its outbox.
pub fn public_of(
    db: &Read,
    account: AccountId,
    before: StatusId,
    limit: u32,
) -> Result<Vec<OwnStatus>> {
    let sql = format!(
        "{SELECT} WHERE s.account_id = :account AND s.id < :before AND s.visibility <= 1
          ORDER BY s.id DESC LIMIT :limit"
    );
    let params = named_params! { ":account": account, ":before": before, ":limit": limit };
    db.rows(&sql, params, from_row)
}

/// URIs of what an account has pinned for everybody, newest pin first.
pub fn pinned_of(db: &Read, account: AccountId) -> Result<Vec<StatusId>> {
    db.rows(
        "SELECT s.id FROM pins p JOIN statuses s ON s.id = p.status_id
          WHERE p.account_id = :account AND s.account_id = :account AND s.visibility <= 1
          ORDER BY p.created_ms DESC",
        named_params! { ":account": account },
        |row| row.get(0),
    )
}

/// URIs of the answers to a post that everybody may see, oldest first, after the one with id `after`.
pub fn public_replies(
    db: &Read,
    status: StatusId,
    after: StatusId,
    limit: u32,
) -> Result<Vec<(StatusId, String)>> {
    db.rows(
        "SELECT id, uri FROM statuses
          WHERE in_reply_to_id = :status AND id > :after AND visibility <= 1
          ORDER BY id LIMIT :limit",
        named_params! { ":status": status, ":after": after, ":limit": limit },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Everybody whom a post names or is addressed to.
pub fn mentioned(db: &Read, status: StatusId) -> Result<Vec<Mentioned>> {
    db.rows(
        "SELECT a.id, a.uri, a.username, a.domain, m.silent
           FROM mentions m JOIN accounts a ON a.id = m.account_id WHERE m.status_id = :status",
        named_params! { ":status": status },
        |row| {
            Ok(Mentioned {
                id: row.get(0)?,
                uri: row.get(1)?,
                username: row.get(2)?,
                domain: row.get(3)?,
                silent: row.get(4)?,
            })
        },
    )
}

/// The hashtags of a post, lower case and without `#`.
pub fn tags(db: &Read, status: StatusId) -> Result<Vec<String>> {
    db.rows(
        "SELECT t.name FROM status_tags st JOIN tags t ON t.id = st.tag_id
          WHERE st.status_id = :status ORDER BY t.name",
        named_params! { ":status": status },
        |row| row.get(0),
    )
}

/// The files of a post, in order.
pub fn attachments(db: &Read, status: StatusId) -> Result<Vec<OwnAttachment>> {
    db.rows(
        "SELECT a.media_type, lower(hex(a.sha256)), f.extension, a.description, a.blurhash,
                a.width, a.height, a.focus_x, a.focus_y
           FROM attachments a JOIN files f ON f.sha256 = a.sha256
          WHERE a.status_id = :status ORDER BY a.position",
        named_params! { ":status": status },
        |row| {
            let size = (row.get::<_, Option<u32>>(5)?, row.get::<_, Option<u32>>(6)?);
            let focus = (row.get::<_, Option<f64>>(7)?, row.get::<_, Option<f64>>(8)?);
            Ok(OwnAttachment {
                media_type: row.get(0)?,
                sha256_hex: row.get(1)?,
                extension: row.get(2)?,
                description: row.get(3)?,
                blurhash: row.get(4)?,
                size: size.0.zip(size.1),
                focus: focus.0.zip(focus.1).map(|(x, y)| [x, y]),
            })
        },
    )
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<OwnStatus> {
    Ok(OwnStatus {
        id: row.get(0)?,
        uri: row.get(1)?,
        account_id: row.get(2)?,
        reblog_of_uri: row.get(3)?,
        in_reply_to_uri: row.get(4)?,
        content_html: row.get(5)?,
        spoiler_text: row.get(6)?,
        source_text: row.get(7)?,
        language: row.get(8)?,
        sensitive: row.get(9)?,
        visibility: row.get(10)?,
        quote_uri: row.get(11)?,
        quote_url: row.get(12)?,
        quote_state: row.get(13)?,
        quote_authorization_uri: row.get(14)?,
        extras: row.get(15)?,
        created_ms: row.get(16)?,
        edited_ms: row.get(17)?,
        policy_json: row.get(18)?,
    })
}
