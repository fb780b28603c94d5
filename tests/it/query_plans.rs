//! No query of ours walks through a whole large table.
//!
//! Every string in `src/store` that is SQL is planned by SQLite on an empty database of our schema. A
//! plan that scans one of the tables that grow with what is received fails, unless it is named here
//! with the reason why that is right.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nichoir::store::Store;
use rusqlite::Connection;

/// What may be walked through, by table or by alias: a handful of rows, or the rows of a part before.
const SMALL: &[&str] = &[
    "owners",
    "o",
    "certificates",
    "certificate_attempts",
    "newest",
    "CONSTANT",
    "idempotency_keys",
    "oauth_apps",
    "oauth_codes",
    "oauth_tokens",
    "up",
    "down",
    "muted_threads",
];

/// Queries that may scan: a part of the text, and why.
const ALLOWED: &[(&str, &str)] = &[
    ("(SELECT count(*) FROM hosts", "`nichoir check` is asked for by hand"),
    ("FROM oauth_apps a", "there are a few dozen programs"),
    ("DELETE FROM jobs WHERE failed = 1", "once a day"),
    ("FROM files f\n", "once a day"),
    ("SELECT name FROM cached_files", "once a day"),
    ("SELECT sha256 FROM files", "once a day"),
    ("sum(size_bytes)", "once in a run"),
    ("a.username LIKE '%'", "a word inside a name has no index; full-text search comes later"),
    ("INSERT INTO accounts", "plans the foreign keys of a replaced row, but none is ever replaced"),
    ("row_number() OVER (PARTITION BY group_id", "the groups of one page"),
    ("LIMIT :posts)", "ends after so many posts"),
    ("FROM unread_words", "what came since the last search, from its newest end"),
];

/// What placeholders that are no constants may stand for.
const STAND_INS: &[(&str, &str)] = &[
    ("{column}", "replies_count"),
    ("{columns}", "f.id"),
    ("{origin}", "statuses s WHERE"),
    ("{source}", "{WITH_WORDS} AND +w.rowid IN ({LIBRARY})"),
    ("{traits}", ""),
    ("{order}", "w.rowid"),
];

#[test]
fn no_query_walks_through_a_large_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nichoir.sqlite3");
    let _store = Store::open(&path).unwrap();
    let raw = Connection::open(&path).unwrap();
    rusqlite::vtab::array::load_module(&raw).unwrap();
    let (mut planned, mut bad) = (0, Vec::new());
    for (file, sql) in all_queries() {
        let Some(plan) = plan(&raw, &sql) else {
            bad.push(format!("{file}: not understood by SQLite: {sql}"));
            continue;
        };
        planned += 1;
        let allowed = ALLOWED.iter().any(|(part, _)| sql.contains(part));
        for line in plan.iter().filter(|line| is_walk(line) && !allowed) {
            bad.push(format!("{file}: {line}\n    {sql}"));
        }
    }
    assert!(planned > 150, "only {planned} queries were found");
    assert!(bad.is_empty(), "{} of {planned}:\n{}", bad.len(), bad.join("\n"));
}

/// `SCAN table` without an index; with one, the order or a condition comes from it.
fn is_walk(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("SCAN ") else { return false };
    let table = rest.split(' ').next().unwrap_or_default();
    !SMALL.contains(&table) && !rest.contains("USING") && !rest.contains("VIRTUAL TABLE")
}

fn plan(raw: &Connection, sql: &str) -> Option<Vec<String>> {
    let mut statement = raw.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).ok()?;
    let mut rows = statement.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().ok()? {
        lines.push(row.get(3).ok()?);
    }
    Some(lines)
}

fn all_queries() -> Vec<(String, String)> {
    let sources: Vec<_> = sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store")))
        .into_iter()
        .map(|path| {
            let source = fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            (path.file_name().unwrap().to_string_lossy().into_owned(), code)
        })
        .collect();
    let mut queries = Vec::new();
    for (file, code) in &sources {
        // Constants of the file itself first; those of its neighbours are imported.
        let mut known = constants(code);
        let neighbours = sources.iter().map(|(_, code)| constants(code));
        for (name, value) in neighbours.flatten() {
            known.entry(name).or_insert(value);
        }
        let texts = strings(code);
        // The beginning of other queries is planned with its ends.
        let is_part = |text: &String| {
            known.iter().any(|(name, value)| {
                value == text && texts.iter().any(|other| other.contains(&format!("{{{name}}}")))
            })
        };
        for text in texts.iter().filter(|text| !is_part(text)) {
            let text = expand(text, &known);
            let verb = text.split_whitespace().next().unwrap_or_default();
            if matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "WITH") {
                queries.push((file.clone(), text));
            }
        }
    }
    queries
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if name.ends_with(".rs") && !name.ends_with("_tests.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The string literals of a source file, with line continuations joined.
fn strings(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n");
    let (mut found, mut open): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match (&mut open, c) {
            (Some(_), '"') => found.extend(open.take()),
            (None, '"') => open = Some(String::new()),
            // A backslash before the end of a line joins it with the next; others escape themselves.
            (Some(text), '\\') => text.extend(chars.next().filter(|next| *next != '\n')),
            (Some(text), _) => text.push(c),
            (None, _) => {}
        }
    }
    found
}

/// `const NAME: &str = "…"` of the file, for `format!("{NAME} …")`.
fn constants(source: &str) -> BTreeMap<String, String> {
    let declared = source.split("const ").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once(": &str =")?;
        Some((name.trim().to_owned(), strings(rest).into_iter().next()?))
    });
    declared.collect()
}

fn expand(text: &str, constants: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (placeholder, value) in STAND_INS {
        text = text.replace(placeholder, value);
    }
    // A constant may name another.
    for _ in 0..3 {
        for (name, value) in constants {
            text = text.replace(&format!("{{{name}}}"), value);
        }
    }
    text
}
