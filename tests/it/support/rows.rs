//! Everything that is stored, to see that nothing changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// All rows of all tables.
#[derive(PartialEq, Eq)]
pub(crate) struct Rows(BTreeMap<String, BTreeSet<String>>);

impl Rows {
    /// What the file at `path` holds now.
    pub(crate) fn read(path: &Path) -> Self {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        let mut names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
        let names = names.query_map([], |row| row.get(0)).unwrap();
        let tables = names.map(|name: rusqlite::Result<String>| {
            let name = name.unwrap();
            let rows = table(&db, &name);
            (name, rows)
        });
        Self(tables.collect())
    }

    /// The tables that are not as they were `before`.
    pub(crate) fn changed_since(&self, before: &Self) -> Vec<&str> {
        let changed = self.0.iter().filter(|(name, rows)| before.0.get(*name) != Some(rows));
        changed.map(|(name, _)| name.as_str()).collect()
    }

    /// Whether some row of a table has this text in it.
    pub(crate) fn hold(&self, table: &str, text: &str) -> bool {
        self.0[table].iter().any(|row| row.contains(text))
    }

    /// The bytes of the longest row of a table.
    pub(crate) fn longest(&self, table: &str) -> usize {
        self.0[table].iter().map(String::len).max().unwrap_or(0)
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> usize {
        self.0[table].len()
    }
}

fn table(db: &Connection, name: &str) -> BTreeSet<String> {
    let mut all = db.prepare(&format!("SELECT * FROM {name}")).unwrap();
    let columns = all.column_count();
    let text = |row: &rusqlite::Row<'_>| {
        let values = (0..columns).map(|column| shown(row.get_ref_unwrap(column)));
        Ok(values.collect::<Vec<_>>().join("|"))
    };
    all.query_map([], text).unwrap().map(Result::unwrap).collect()
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => format!("{other:?}"),
    }
}
