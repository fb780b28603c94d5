//! Finding what is here: accounts by name, posts by words and by what they are like, hashtags.

use rusqlite::named_params;

use super::Read;
use super::status_view::VISIBLE;
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::text::SearchQuery;
use crate::text::search_query::{Place, Trait, Word};

/// How many of the newest posts are looked through where there are no words to look for.
const POSTS: i64 = 20_000;

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

/// Which posts are wanted.
#[derive(Clone, Debug)]
pub struct WantedPosts {
    /// What was typed, taken apart; its `from` is ignored in favour of `author`.
    pub query: SearchQuery,
    /// Only those of this person.
    pub author: Option<AccountId>,
    /// Only what is older than this id.
    pub before: i64,
    /// Only what is newer than this id.
    pub after: i64,
    /// How many at most.
    pub limit: u32,
    /// After so many others.
    pub offset: u32,
}

/// Posts that the viewer may see, the newest first. With words, the index is walked through from its newest
/// end; without, the viewer's library, the posts of the author, or those of all, as far back as `POSTS`.
pub fn statuses(db: &Read, viewer: AccountId, wanted: &WantedPosts) -> Result<Vec<StatusId>> {
    let query = &wanted.query;
    let words = match_expression(query);
    let source = source(query.place, words.is_some(), wanted.author.is_some());
    let order = if words.is_some() { "w.rowid" } else { "s.id" };
    let sql = format!(
        "SELECT s.id FROM {source} AND s.reblog_of_id IS NULL {traits}
            AND (:author IS NULL OR s.account_id = :author)
            AND s.id < :before AND s.id > :after AND s.created_ms >= :from_ms
            AND s.created_ms < :before_ms
            AND (:language IS NULL OR s.language = :language
                 OR s.language LIKE :language || '-%')
            AND :posts > 0 AND {VISIBLE}
          ORDER BY {order} DESC LIMIT :limit OFFSET :offset",
        traits = conditions(query),
    );
    let params = named_params! {
        ":words": words, ":posts": POSTS, ":viewer": viewer, ":author": wanted.author,
        ":before": wanted.before, ":after": wanted.after,
        ":from_ms": query.from_ms.unwrap_or(i64::MIN),
        ":before_ms": query.before_ms.unwrap_or(i64::MAX), ":language": query.language,
        ":limit": wanted.limit, ":offset": wanted.offset,
    };
    db.rows(&sql, params, |row| row.get(0))
}

/// Where candidates come from. The library is a set that is made once: asking of each candidate whether it is in there
/// would read its row, and most are not. The `+` keeps SQLite from asking the index for each post of the library.
fn source(place: Place, has_words: bool, has_author: bool) -> String {
    match (has_words, place, has_author) {
        (true, Place::Library, _) => format!("{WITH_WORDS} AND +w.rowid IN ({LIBRARY})"),
        (true, _, _) => WITH_WORDS.into(),
        (false, Place::Library, _) => {
            format!("({LIBRARY}) l CROSS JOIN statuses s ON s.id = l.id WHERE :words IS NULL")
        }
        (false, _, true) => "statuses s WHERE s.account_id = :author AND :words IS NULL".into(),
        (false, _, false) => "(SELECT id FROM statuses ORDER BY id DESC LIMIT :posts) newest
               JOIN statuses s ON s.id = newest.id WHERE :words IS NULL"
            .into(),
    }
}

const WITH_WORDS: &str = "words w CROSS JOIN statuses s ON s.id = w.rowid WHERE words MATCH :words";

/// The words as FTS5 reads them: each in quotation marks, so that nothing in them is syntax. `None` without any that
/// must be there: an index cannot be asked only for what is not there.
fn match_expression(query: &SearchQuery) -> Option<String> {
    let quoted = |word: &Word| match word {
        Word::Phrase(text) => format!("\"{}\"", text.replace('"', "")),
        Word::Beginning(text) => format!("\"{}\" *", text.replace('"', "")),
    };
    let mut expression = query.words.iter().map(quoted).collect::<Vec<_>>().join(" AND ");
    if expression.is_empty() {
        return None;
    }
    for word in &query.without {
        expression = format!("({expression}) NOT {}", quoted(word));
    }
    Some(expression)
}

/// What the posts must be like, as conditions on `statuses s`. Made of constants only.
fn conditions(query: &SearchQuery) -> String {
    let traits = query.traits.iter().map(|(wanted, is_wanted)| {
        let condition = match wanted {
            Trait::Media => "s.extras & 1",
            Trait::Poll => "s.extras & 8",
            Trait::Link => LINK,
            Trait::Reply => "(s.in_reply_to_id IS NOT NULL OR s.in_reply_to_uri IS NOT NULL)",
            Trait::Sensitive => "s.sensitive",
            Trait::Quote => "s.quote_state <> 0",
        };
        format!(" AND {}({condition})", if *is_wanted { "" } else { "NOT " })
    });
    let place = match query.place {
        Place::All | Place::Library => "",
        Place::Public => " AND s.visibility = 0",
    };
    traits.collect::<String>() + place
}

/// More links than mentions and hashtags, which are links as well.
const LINK: &str = "(length(s.content_html) - length(replace(s.content_html, '<a ', ''))) / 3 >
    (length(s.content_html) - length(replace(s.content_html, 'mention', ''))) / 7";

/// What the viewer wrote, liked, kept, reblogged or was named in.
const LIBRARY: &str = "
    SELECT id FROM statuses WHERE account_id = :viewer
    UNION SELECT reblog_of_id FROM statuses
           WHERE account_id = :viewer AND reblog_of_id IS NOT NULL
    UNION SELECT status_id FROM favourites WHERE account_id = :viewer
    UNION SELECT status_id FROM bookmarks WHERE account_id = :viewer
    UNION SELECT status_id FROM mentions WHERE account_id = :viewer";

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
