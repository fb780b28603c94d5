//! Finding what is here: accounts by name, posts by words, hashtags. Bounded, without an index of words.

use rusqlite::named_params;

use super::Read;
use super::status_view::VISIBLE;
use crate::error::Result;
use crate::id::{AccountId, StatusId};

/// How many of the newest posts are looked through.
const POSTS: i64 = 5000;

/// Accounts whose name or handle contains `text`; those that begin with it first, then those that
/// the viewer follows.
pub fn accounts(
    db: &Read,
    viewer: AccountId,
    text: &str,
    limit: u32,
    offset: u32,
) -> Result<Vec<AccountId>> {
    let (name, domain) = text.split_once('@').unwrap_or((text, ""));
    db.rows(
        r"SELECT a.id FROM accounts a
           WHERE a.gone = 0 AND a.kind <> 2
             AND (:domain = '' OR a.domain LIKE :domain || '%' ESCAPE '\')
             AND (a.username LIKE '%' || :name || '%' ESCAPE '\'
                  OR (:domain = '' AND a.display_name LIKE '%' || :name || '%' ESCAPE '\'))
             AND NOT EXISTS (SELECT 1 FROM blocks b
                              WHERE b.account_id = :viewer AND b.target_id = a.id)
           ORDER BY a.username LIKE :name || '%' ESCAPE '\' DESC,
                    EXISTS (SELECT 1 FROM follows f
                             WHERE f.follower_id = :viewer AND f.target_id = a.id) DESC,
                    a.id DESC
           LIMIT :limit OFFSET :offset",
        named_params! {
            ":name": literal(name), ":domain": literal(domain), ":viewer": viewer,
            ":limit": limit, ":offset": offset,
        },
        |row| row.get(0),
    )
}

/// Posts that contain `text`, the newest first, among the newest that the viewer may see.
pub fn statuses(
    db: &Read,
    viewer: AccountId,
    text: &str,
    from: Option<AccountId>,
    limit: u32,
    offset: u32,
) -> Result<Vec<StatusId>> {
    let sql = format!(
        r"SELECT s.id FROM (SELECT id FROM statuses ORDER BY id DESC LIMIT :posts) newest
            JOIN statuses s ON s.id = newest.id
           WHERE s.reblog_of_id IS NULL
             AND (:from IS NULL OR s.account_id = :from)
             AND (s.content_html LIKE '%' || :text || '%' ESCAPE '\'
                  OR s.spoiler_text LIKE '%' || :text || '%' ESCAPE '\')
             AND {VISIBLE}
           ORDER BY s.id DESC LIMIT :limit OFFSET :offset"
    );
    let params = named_params! {
        ":posts": POSTS, ":text": literal(text), ":viewer": viewer, ":from": from,
        ":limit": limit, ":offset": offset,
    };
    db.rows(&sql, params, |row| row.get(0))
}

/// Hashtags that begin with `text`.
pub fn tags(db: &Read, text: &str, limit: u32, offset: u32) -> Result<Vec<String>> {
    db.rows(
        r"SELECT name FROM tags WHERE name LIKE :text || '%' ESCAPE '\'
           ORDER BY name LIMIT :limit OFFSET :offset",
        named_params! {
            ":text": literal(&text.to_lowercase()), ":limit": limit, ":offset": offset,
        },
        |row| row.get(0),
    )
}

/// `%` and `_` stand for themselves.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
