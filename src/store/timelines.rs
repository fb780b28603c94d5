//! Which statuses are on a page of a timeline or a list: ids only, newest first.
//!
//! What they look like is read by [`super::status_view`].

use rusqlite::ToSql;

use super::Read;
use super::page::Page;
use super::status_view::VISIBLE;
use crate::error::Result;
use crate::id::{AccountId, StatusId};

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

/// All public posts that are here. Those of this node are found by their authors: they are few among
/// many.
pub fn public(db: &Read, viewer: AccountId, origin: Origin, page: &Page) -> Result<Vec<Line>> {
    let origin = match origin {
        Origin::Anywhere => "statuses s WHERE",
        Origin::Local => {
            "owners o CROSS JOIN statuses s ON s.account_id = o.account_id WHERE s.local = 1 AND"
        }
        Origin::Remote => "statuses s WHERE s.local = 0 AND",
    };
    let select = format!(
        "SELECT s.id, s.id FROM {origin} s.visibility = 0 AND s.reblog_of_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM blocks b
                             WHERE b.account_id = :viewer AND b.target_id = s.account_id)"
    );
    page.cut(db, &select, "s.id", &[(":viewer", &viewer)])
}

/// What of a person's posts is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    /// Only those on top of the profile.
    pub pinned: bool,
    /// Without answers to others.
    pub exclude_replies: bool,
    /// Without what they reblogged.
    pub exclude_reblogs: bool,
    /// Only those with pictures, films or sounds.
    pub only_media: bool,
}

/// One person's posts, as far as the viewer may see them.
pub fn of_account(
    db: &Read,
    author: AccountId,
    viewer: Option<AccountId>,
    wanted: Wanted,
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
    ];
    for (_, condition) in conditions.iter().filter(|(wanted, _)| *wanted) {
        select.push_str(condition);
    }
    page.cut(db, &select, "s.id", &[(":author", &author), (":viewer", &viewer)])
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
