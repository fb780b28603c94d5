//! Guards on the shape of the source: what `src/README.md` says never happens, as far as text shows it.
//!
//! Not a linter: clippy has the rest. Every test lists all that it finds, so that one run is enough.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test may stop at the first surprise"
)]

#[path = "tidy/index.rs"]
mod index;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms a room may use beside itself and the small things. `*` is everything.
const ARROWS: &[(&str, &[&str])] = &[
    ("main", &["*"]),
    ("cli", &["*"]),
    ("serve", &["*"]),
    ("app", &["actions", "appliance", "federation", "media", "net", "push", "store"]),
    (
        "client",
        &[
            "actions",
            "federation",
            "media",
            "page",
            "protocol",
            "push",
            "store",
            "text",
            "translate",
        ],
    ),
    ("web", &["actions", "appliance", "media", "page", "protocol", "store", "text", "translate"]),
    ("appliance", &["actions", "net", "protocol", "store"]),
    ("page", &[]),
    ("jobs", &["actions", "federation", "media", "net", "protocol", "push", "store", "text"]),
    ("push", &["net", "page", "store", "text"]),
    ("translate", &["net", "store"]),
    ("actions", &["federation", "jobs", "media", "protocol", "store", "text"]),
    ("federation", &["jobs", "net", "protocol", "store", "text"]),
    ("media", &["net", "protocol", "store", "text"]),
    ("net", &["protocol"]),
    ("store", &["jobs", "protocol", "text"]),
    ("protocol", &["text"]),
    ("text", &[]),
    ("config", &[]),
    ("entrance", &[]),
    ("site", &[]),
    ("id", &[]),
    ("error", &[]),
    ("event", &[]),
    ("clock", &[]),
    ("random", &[]),
    ("locale", &[]),
];
/// What every room but the pure ones may use.
const SMALL: &[&str] =
    &["app", "clock", "config", "entrance", "error", "event", "id", "locale", "random", "site"];
const PURE: &[&str] = &["protocol", "text"];
/// Where only a part of a room may be used: who, which room, which part, why.
const PARTS: &[(&str, &str, &str, &str)] = &[
    ("client", "federation", "resolve", "an edge looks up, it does not speak ActivityPub"),
    ("store", "jobs", "job", "the queue keeps jobs, it does not run them"),
    ("federation", "jobs", "job", "a job is queued, not run"),
    ("actions", "jobs", "job", "a job is queued, not run"),
];

#[test]
fn every_room_uses_only_what_the_map_allows() {
    let mut found = Vec::new();
    for file in source("src").iter().filter(|file| !file.is_test()) {
        let room = file.room();
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            found.push(format!("{}: `{room}` is not on the map", file.name()));
            continue;
        };
        for (line, used) in file.uses() {
            let small = !PURE.contains(&room) && SMALL.contains(&used.as_str());
            let is_allowed = allowed.contains(&"*") || allowed.contains(&used.as_str());
            if used != room && !small && !is_allowed {
                found.push(format!("{}:{line}: {room} may not use {used}", file.name()));
            }
        }
    }
    assert_none(&found);
}

#[test]
fn a_room_that_is_open_in_part_is_used_in_that_part() {
    let mut found = Vec::new();
    for (room, used, part, why) in PARTS {
        let open = format!("crate::{used}::{part}");
        let whole = format!("crate::{used}");
        for file in source("src").iter().filter(|file| file.room() == *room && !file.is_test()) {
            for (line, text) in file.code() {
                if text.replace(&open, "").contains(&whole) {
                    found.push(format!("{}:{line}: only {open}: {why}", file.name()));
                }
            }
        }
    }
    assert_none(&found);
}

#[test]
fn sql_stays_in_the_store() {
    let statements = ["rusqlite", "\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM "];
    assert_none(&lines_with(&statements, |file| file.room() != "store"));
}

#[test]
fn the_core_knows_no_http() {
    let http = ["axum::", "hyper::", "hyper_util::", "tower"];
    let core = ["actions", "protocol", "store", "text"];
    assert_none(&lines_with(&http, |file| core.contains(&file.room())));
}

#[test]
fn what_is_pure_does_no_io() {
    let io = ["tokio", "std::fs", "std::net::Tcp", "std::env", "std::thread", "tracing::"];
    assert_none(&lines_with(&io, |file| PURE.contains(&file.room())));
}

#[test]
fn randomness_comes_from_one_place() {
    // A signature by PKCS #1 v1.5 takes a source of randomness that it never asks, and the library's ECDSA has its own.
    let exceptions = ["src/random.rs", "src/protocol/key/private.rs", "src/push/vapid.rs"];
    let sources = ["SystemRandom", "getrandom", "thread_rng", "OsRng"];
    assert_none(&lines_with(&sources, |file| !exceptions.contains(&file.name().as_str())));
}

#[test]
fn a_lint_is_never_silenced_without_a_reason() {
    assert_none(&lines_with(&["#[allow(", "#![allow("], |_| true));
}

#[test]
fn every_file_says_what_it_is() {
    let mut found = Vec::new();
    for file in source("src").iter().chain(&source("tests")) {
        let first = file.text.lines().next().unwrap_or_default();
        let borrowed = first.starts_with("#![doc = include_str!");
        if !first.starts_with("//! ") && !borrowed {
            found.push(format!("{} does not start with `//! `", file.name()));
        }
    }
    assert_none(&found);
}

#[test]
fn files_are_short_and_named_after_an_idea() {
    let names_nothing = ["utils", "util", "helpers", "helper", "common", "misc", "manager"];
    let mut found = Vec::new();
    let mut lengths = Vec::new();
    for file in source("src") {
        let lines = file.text.lines().count();
        let stem = file.path.file_stem().unwrap().to_string_lossy();
        if lines > CEILING {
            found.push(format!("{} has {lines} lines; the ceiling is {CEILING}", file.name()));
        }
        if names_nothing.contains(&stem.as_ref()) {
            found.push(format!("{} is named after nothing", file.name()));
        }
        lengths.push(lines);
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    if median >= MEDIAN {
        found.push(format!("half of the files have {median} lines or more; aim below {MEDIAN}"));
    }
    assert_none(&found);
}

#[test]
fn every_document_that_is_cited_is_on_the_list() {
    let map = read("src/README.md");
    let federation = read("FEDERATION.md").to_lowercase();
    let mut missing = BTreeMap::new();
    for file in source("src") {
        for rfc in cited(&file.text, "RFC ", |c| c.is_ascii_digit()) {
            if !map.contains(&rfc) {
                missing.insert(format!("RFC {rfc}, not listed in src/README.md"), file.name());
            }
        }
        for fep in cited(&file.text, "FEP-", |c| c.is_ascii_hexdigit()) {
            if !federation.contains(&fep) {
                missing.insert(format!("FEP-{fep}, not listed in FEDERATION.md"), file.name());
            }
        }
    }
    let found: Vec<_> = missing.iter().map(|(what, file)| format!("{file} cites {what}")).collect();
    assert_none(&found);
}

/// One file of ours.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// The first part of the path below `src`.
    fn room(&self) -> &str {
        let part = self.path.components().nth(1).map(|part| part.as_os_str().to_str().unwrap());
        part.unwrap().trim_end_matches(".rs")
    }

    fn is_test(&self) -> bool {
        let name = self.name();
        name.ends_with("_tests.rs") || name.starts_with("tests/") || name == "src/lib.rs"
    }

    /// Numbered lines before the tests, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().take_while(|line| *line != "#[cfg(test)]");
        let numbered = lines.enumerate().map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The rooms that the code names, with the line.
    fn uses(&self) -> Vec<(usize, String)> {
        let mut uses = Vec::new();
        for (line, text) in self.code() {
            for rest in text.split("crate::").skip(1) {
                let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_');
                let room = &rest[..end.unwrap_or(rest.len())];
                if !room.is_empty() {
                    uses.push((line, room.to_owned()));
                }
            }
        }
        uses
    }
}

/// Lines of code with one of `words`, in the files that `concerned` picks; tests may do as they like.
fn lines_with(words: &[&str], concerned: impl Fn(&Source) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in source("src").iter().filter(|file| !file.is_test() && concerned(file)) {
        for (line, text) in file.code() {
            for word in words.iter().filter(|word| text.contains(**word)) {
                found.push(format!("{}:{line}: {word}", file.name()));
            }
        }
    }
    found
}

/// The four-character numbers after `prefix`.
fn cited(text: &str, prefix: &str, digit: fn(char) -> bool) -> BTreeSet<String> {
    let numbers = text.split(prefix).skip(1).map(|rest| rest.chars().take(4).collect::<String>());
    numbers.filter(|number| number.len() == 4 && number.chars().all(digit)).collect()
}

fn source(folder: &str) -> Vec<Source> {
    let mut files = Vec::new();
    collect(Path::new(folder), &mut files);
    assert!(!files.is_empty(), "nothing to check in {folder}");
    files
}

fn collect(folder: &Path, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(Source { text: fs::read_to_string(&path).unwrap(), path });
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap()
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

const CEILING: usize = 400;
const MEDIAN: usize = 120;
