//! Lists of accounts, a page at a time: who follows, who asks to, who is blocked, who liked a post.
//!
//! Each line has the number that the list is ordered by, which pages are cut at.

use rusqlite::ToSql;

use super::Read;
use super::page::Page;
use crate::error::Result;
use crate::id::{AccountId, ListId, StatusId};

/// What the list is ordered by, and the account.
pub type Line = (i64, AccountId);

/// Who follows `target`.
pub fn followers(db: &Read, target: AccountId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "id",
        &target,
        "SELECT id, follower_id FROM follows WHERE target_id = :of AND accepted = 1",
    )
}

/// Whom `follower` follows.
pub fn following(db: &Read, follower: AccountId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "id",
        &follower,
        "SELECT id, target_id FROM follows WHERE follower_id = :of AND accepted = 1",
    )
}

/// Who waits for `target` to let them follow.
pub fn requests(db: &Read, target: AccountId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "id",
        &target,
        "SELECT id, follower_id FROM follows WHERE target_id = :of AND accepted = 0",
    )
}

/// Whom `account` blocks.
pub fn blocks(db: &Read, account: AccountId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "created_ms",
        &account,
        "SELECT created_ms, target_id FROM blocks WHERE account_id = :of",
    )
}

/// Whom `account` mutes.
pub fn mutes(db: &Read, account: AccountId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "created_ms",
        &account,
        "SELECT created_ms, target_id FROM mutes WHERE account_id = :of",
    )
}

/// Whom `account` shows on their profile.
pub fn endorsements(db: &Read, account: AccountId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "created_ms",
        &account,
        "SELECT created_ms, target_id FROM endorsements WHERE account_id = :of",
    )
}

/// Who is on a list.
pub fn members(db: &Read, list: ListId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "created_ms",
        &list,
        "SELECT created_ms, account_id FROM list_accounts WHERE list_id = :of",
    )
}

/// Who liked a post.
pub fn favourited_by(db: &Read, status: StatusId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "created_ms",
        &status,
        "SELECT created_ms, account_id FROM favourites WHERE status_id = :of",
    )
}

/// Who reblogged a post for everybody to see.
pub fn reblogged_by(db: &Read, status: StatusId, page: &Page) -> Result<Vec<Line>> {
    of(
        db,
        page,
        "id",
        &status,
        "SELECT id, account_id FROM statuses WHERE reblog_of_id = :of AND visibility < 2",
    )
}

fn of(db: &Read, page: &Page, key: &str, subject: &dyn ToSql, select: &str) -> Result<Vec<Line>> {
    page.cut(db, select, key, &[(":of", subject)])
}
