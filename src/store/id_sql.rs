//! Ids as SQLite integers.

use std::rc::Rc;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, Value, ValueRef};

use crate::id::Id;

impl<T> ToSql for Id<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.number()))
    }
}

impl<T> FromSql for Id<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self::new)
    }
}

/// Ids for `IN rarray(:name)`.
pub(super) fn id_list<T>(ids: &[Id<T>]) -> Rc<Vec<Value>> {
    Rc::new(ids.iter().map(|id| Value::from(id.number())).collect())
}
