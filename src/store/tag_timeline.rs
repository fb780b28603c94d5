//! Public posts with hashtags: ids only, newest first.

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{ToSql, named_params};

use super::Read;
use super::page::Page;
use super::timelines::{Line, WANTED};
use crate::error::Result;
use crate::id::AccountId;

/// Which posts with a hashtag: their names are lower case and without `#`.
#[derive(Clone, Debug, Default)]
pub struct Tagged {
    /// With at least one of these.
    pub any: Vec<String>,
    /// And all of these.
    pub all: Vec<String>,
    /// And none of these.
    pub none: Vec<String>,
    /// Only those of this node, or only those of others.
    pub local: Option<bool>,
    /// Only those with pictures, films or sounds.
    pub only_media: bool,
}

/// Public posts with hashtags.
pub fn page(db: &Read, viewer: AccountId, wanted: &Tagged, page: &Page) -> Result<Vec<Line>> {
    let ids = |names: &[String]| -> Result<Rc<Vec<Value>>> {
        let found = db.rows(
            "SELECT id FROM tags WHERE name IN rarray(:names)",
            named_params! { ":names": Rc::new(names.iter().cloned().map(Value::Text).collect::<Vec<_>>()) },
            |row| row.get(0).map(Value::Integer),
        )?;
        Ok(Rc::new(found))
    };
    let (any, all, none) = (ids(&wanted.any)?, ids(&wanted.all)?, ids(&wanted.none)?);
    let all_count = i64::try_from(wanted.all.len()).unwrap_or(i64::MAX);
    let select = format!(
        "SELECT DISTINCT s.id, s.id FROM status_tags st CROSS JOIN statuses s ON s.id = st.status_id
          WHERE st.tag_id IN rarray(:any) AND s.visibility = 0
            AND (:only_media = 0 OR s.extras & 1)
            AND (:local IS NULL OR s.local = :local)
            AND (:all_count = 0 OR :all_count = (SELECT count(*) FROM status_tags t
                  WHERE t.status_id = s.id AND t.tag_id IN rarray(:all)))
            AND NOT EXISTS (SELECT 1 FROM status_tags t
                  WHERE t.status_id = s.id AND t.tag_id IN rarray(:none))
            AND {WANTED}"
    );
    let params: [(&str, &dyn ToSql); 7] = [
        (":viewer", &viewer),
        (":any", &any),
        (":all", &all),
        (":none", &none),
        (":all_count", &all_count),
        (":local", &wanted.local),
        (":only_media", &wanted.only_media),
    ];
    page.cut(db, &select, "st.status_id", &params)
}
