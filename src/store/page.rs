//! A page of a list: which part of it, and how it is cut out of a query.
//!
//! Lists are ordered by a number that only grows (an id, or milliseconds), newest first. Clients
//! give the numbers at the ends; see <https://docs.joinmastodon.org/api/guidelines/#pagination>.

use std::rc::Rc;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, Value};

use super::Read;
use crate::error::Result;
use crate::id::Id;

/// Which part of a list.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Only what is older than this (`max_id`).
    pub before: i64,
    /// Only what is newer than this (`since_id`, `min_id`).
    pub after: i64,
    /// Which end to begin at.
    pub from: End,
    /// How many at most.
    pub limit: u32,
}

/// An end of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The newest that fit.
    Newest,
    /// The oldest that fit, those right behind `after` (`min_id`).
    Oldest,
}

impl Page {
    /// The newest `limit`.
    pub const fn newest(limit: u32) -> Self {
        Self { before: i64::MAX, after: 0, from: End::Newest, limit }
    }

    /// Cuts this page out of `select`, a query with a `WHERE` whose first column is `key` and whose
    /// second is what the list is of. Always answers the newest first.
    pub(super) fn cut<T: FromSql>(
        &self,
        db: &Read,
        select: &str,
        key: &str,
        params: &[(&str, &dyn ToSql)],
    ) -> Result<Vec<(i64, T)>> {
        let order = if self.from == End::Newest { "DESC" } else { "ASC" };
        let sql = format!(
            "{select} AND {key} < :before AND {key} > :after ORDER BY {key} {order} LIMIT :limit"
        );
        let own: [(&str, &dyn ToSql); 3] =
            [(":before", &self.before), (":after", &self.after), (":limit", &self.limit)];
        let all = [params, &own].concat();
        let mut lines = db.rows(&sql, all.as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))?;
        if self.from == End::Oldest {
            lines.reverse();
        }
        Ok(lines)
    }
}

/// Texts as the parameter of `IN rarray(…)`.
pub(super) fn texts(texts: &[&str]) -> Rc<Vec<Value>> {
    Rc::new(texts.iter().map(|text| Value::Text((*text).to_owned())).collect())
}

/// Ids as the parameter of `IN rarray(…)`.
pub(super) fn array<'i, T: 'i>(ids: impl IntoIterator<Item = &'i Id<T>>) -> Rc<Vec<Value>> {
    Rc::new(ids.into_iter().map(|id| Value::Integer(id.number())).collect())
}
