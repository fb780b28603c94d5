//! Which statuses are on a page of a timeline or a list: ids only, newest first.
//!
//! What they look like is read by [`super::status_view`].

use rusqlite::ToSql;

use super::Read;
use super::page::Page;
use super::status_view::VISIBLE;
use crate::error::Result;
use crate::id::{AccountId, ListId, StatusId};

/// What the list is ordered by, and the status.
pub type Line = (i64, StatusId);

/// What a person has of those they follow.
pub fn home(db: &Read, reader: AccountId, page: &Page) -> Result<Vec<Line>> {
    page.cut(
        db,
        "SELECT status_id, status_id FROM home WHERE account_id = :reader",
        "status_id",
        &[(":reader", &reader)],
    )
}

/// Where posts of the public timeline come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Everywhere.
    Anywhere,
    /// This node.
    Local,
    /// Other servers.
    Remote,
}

/// What of the public timeline is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Public {
    /// Where the posts come from.
    pub origin: Origin,
    /// Only those with pictures, films or sounds.
    pub only_media: bool,
}

/// All public posts that are here. Those of this node are found by their authors: they are few among
/// many.
pub fn public(db: &Read, viewer: AccountId, wanted: Public, page: &Page) -> Result<Vec<Line>> {
    let origin = match wanted.origin {
        Origin::Anywhere => "statuses s WHERE",
        Origin::Local => {
            "owners o CROSS JOIN statuses s ON s.account_id = o.account_id WHERE s.local = 1 AND"
        }
        Origin::Remote => "statuses s WHERE s.local = 0 AND",
    };
    let select = format!(
        "SELECT s.id, s.id FROM {origin} s.visibility = 0 AND s.reblog_of_id IS NULL
            AND (:only_media = 0 OR s.extras & 1) AND {WANTED}"
    );
    page.cut(db, &select, "s.id", &[(":viewer", &viewer), (":only_media", &wanted.only_media)])
}

/// Authors in `statuses s` whom `:viewer` wants to read: neither blocked nor muted, nor their servers.
pub(super) const WANTED: &str = "
    NOT EXISTS (SELECT 1 FROM blocks b
                 WHERE b.account_id = :viewer AND b.target_id = s.account_id)
    AND NOT EXISTS (SELECT 1 FROM mutes u
                     WHERE u.account_id = :viewer AND u.target_id = s.account_id)
    AND NOT EXISTS (SELECT 1 FROM accounts a JOIN domain_blocks d
                       ON d.domain = a.domain OR a.domain LIKE '%.' || d.domain
                     WHERE a.id = s.account_id AND d.account_id = :viewer)";

/// What the members of a list posted.
pub fn list(db: &Read, list: ListId, page: &Page) -> Result<Vec<Line>> {
    page.cut(
        db,
        "SELECT status_id, status_id FROM list_statuses WHERE list_id = :list",
        "status_id",
        &[(":list", &list)],
    )
}

/// What of a person's posts is wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those on top of the profile.
    pub pinned: bool,
    /// Without answers to others.
    pub exclude_replies: bool,
    /// Without what they reblogged.
    pub exclude_reblogs: bool,
    /// Only those with pictures, films or sounds.
    pub only_media: bool,
    /// Only those with this hashtag; lower case and without `#`.
    pub tagged: Option<String>,
}

/// One person's posts, as far as the viewer may see them.
pub fn of_account(
    db: &Read,
    author: AccountId,
    viewer: Option<AccountId>,
    wanted: &Wanted,
    page: &Page,
) -> Result<Vec<Line>> {
    let mut select =
        format!("SELECT s.id, s.id FROM statuses s WHERE s.account_id = :author AND {VISIBLE}");
    let conditions = [
        (
            wanted.pinned,
            " AND s.id IN (SELECT n.status_id FROM pins n WHERE n.account_id = :author)",
        ),
        (
            wanted.exclude_replies,
            " AND s.in_reply_to_uri IS NULL
              AND (s.in_reply_to_id IS NULL OR s.in_reply_to_account_id = :author)",
        ),
        (wanted.exclude_reblogs, " AND s.reblog_of_id IS NULL"),
        (wanted.only_media, " AND s.extras & 1 AND s.reblog_of_id IS NULL"),
        (
            wanted.tagged.is_some(),
            " AND s.id IN (SELECT st.status_id FROM status_tags st JOIN tags t ON t.id = st.tag_id
                            WHERE t.name = :tagged)",
        ),
    ];
    for (_, condition) in conditions.iter().filter(|(wanted, _)| *wanted) {
        select.push_str(condition);
    }
    let mut params: Vec<(&str, &dyn ToSql)> = vec![(":author", &author), (":viewer", &viewer)];
    if let Some(tagged) = &wanted.tagged {
        params.push((":tagged", tagged));
    }
    page.cut(db, &select, "s.id", &params)
}

/// Posts that quote a post with its author's consent, as far as the viewer may see them.
pub fn quoting(
    db: &Read,
    quoted: StatusId,
    viewer: Option<AccountId>,
    page: &Page,
) -> Result<Vec<Line>> {
    let select = format!(
        "SELECT s.id, s.id FROM statuses s
          WHERE s.quote_of_id = :quoted AND s.quote_state = 2 AND {VISIBLE}"
    );
    page.cut(db, &select, "s.id", &[(":quoted", &quoted), (":viewer", &viewer)])
}

/// What a person likes, what they liked last first.
pub fn favourites(db: &Read, account: AccountId, page: &Page) -> Result<Vec<Line>> {
    kept(db, account, page, "SELECT created_ms, status_id FROM favourites WHERE account_id = :of")
}

/// What a person keeps, what they kept last first.
pub fn bookmarks(db: &Read, account: AccountId, page: &Page) -> Result<Vec<Line>> {
    kept(db, account, page, "SELECT created_ms, status_id FROM bookmarks WHERE account_id = :of")
}

fn kept(db: &Read, account: AccountId, page: &Page, select: &str) -> Result<Vec<Line>> {
    let of: [(&str, &dyn ToSql); 1] = [(":of", &account)];
    page.cut(db, select, "created_ms", &of)
}
