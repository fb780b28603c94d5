//! Lists that must be complete: hostile inputs, jobs and configuration keys, each with its test or its
//! line of documentation.
//!
//! That a test shows what the list says of it is for people to read.

use std::collections::BTreeMap;
use std::fs;

use super::{assert_none, read, source};

#[test]
fn every_hostile_input_has_a_test() {
    let index = index("## Hostile inputs");
    let lines: Vec<usize> = index.iter().map(|(line, _)| line.parse().unwrap()).collect();
    assert_eq!(lines, (1..=85).collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for (line, tests) in &index {
        if tests.is_empty() {
            wrong.push(format!("line {line} has no test"));
        }
        wrong.extend(tests.iter().filter_map(|name| absent(name)));
    }
    assert_none(&wrong);
}

#[test]
fn every_test_against_hostile_surroundings_exists() {
    all_exist("## Hostile surroundings");
}

#[test]
fn every_story_at_home_exists() {
    all_exist("## At home");
}

fn all_exist(heading: &str) {
    let index = index(heading);
    assert!(index.len() > 10);
    let mut wrong = Vec::new();
    for (what, tests) in &index {
        if tests.is_empty() {
            wrong.push(format!("{what} has no test"));
        }
        wrong.extend(tests.iter().filter_map(|name| absent(name)));
    }
    assert_none(&wrong);
}

#[test]
fn every_kind_of_job_has_a_story() {
    let job = read("src/jobs/job.rs");
    let body = job.split_once("pub enum Job {").unwrap().1.split_once("\n}").unwrap().0;
    let kinds = body.lines().filter_map(|line| {
        let kind = line.strip_prefix("    ")?.trim_end_matches([' ', '{', ',']);
        kind.starts_with(|first: char| first.is_ascii_uppercase()).then(|| kind.to_owned())
    });
    let told: BTreeMap<_, _> = index("## Jobs").into_iter().collect();
    let missing = kinds.filter(|kind| !told.contains_key(&format!("`{kind}`")));
    assert_none(&missing.map(|kind| format!("{kind} has no story")).collect::<Vec<_>>());
    assert_none(&told.values().flatten().filter_map(|name| absent(name)).collect::<Vec<_>>());
}

#[test]
fn every_configuration_key_is_documented() {
    let readme = read("README.md");
    let config = read("src/config.rs");
    let names = config.split("Key { name: \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let names: Vec<_> = names.collect();
    assert!(!names.is_empty());
    let missing = names.iter().filter(|name| !readme.contains(&format!("| `{name}` |")));
    assert_none(&missing.map(|name| format!("{name} is not in README.md")).collect::<Vec<_>>());
}

#[test]
fn functions_fit_on_a_page() {
    let files = source("src").into_iter().chain(source("tests"));
    assert_none(
        &files.flat_map(|file| long_functions(&file.name(), &file.text)).collect::<Vec<_>>(),
    );
}

/// The rows of the table below a heading of `tests/README.md`: first cell, and the tests it names.
fn index(heading: &str) -> Vec<(String, Vec<String>)> {
    let readme = read("tests/README.md");
    let (_, below) = readme.split_once(heading).unwrap();
    let section = below.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let row = |row: &str| {
        let first = row.split('|').nth(1).unwrap().trim().to_owned();
        let quoted = row.split('`').skip(1).step_by(2).filter(|quoted| quoted.contains("::"));
        (first, quoted.map(str::to_owned).collect())
    };
    rows.map(row).collect()
}

/// Says if `file::test` does not exist; `it/` is short for `tests/it/`, `house/` for `tests/house/`.
fn absent(name: &str) -> Option<String> {
    let (file, test) = name.split_once("::").unwrap();
    let below_tests = file.starts_with("it/") || file.starts_with("house/");
    let path = if below_tests { format!("tests/{file}") } else { file.to_owned() };
    let text = fs::read_to_string(path).unwrap_or_default();
    let is_there = ["fn", "def"].iter().any(|word| text.contains(&format!("{word} {test}(")));
    (!is_there).then(|| format!("{name} does not exist"))
}

/// Functions whose first and last line, which rustfmt indents alike, are too far apart.
fn long_functions(path: &str, text: &str) -> Vec<String> {
    let mut long = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (number, line) in text.lines().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let ends = |column| indent == column && code.starts_with('}');
        match open {
            None if begins_function(code) => open = Some((number, indent)),
            Some((start, column)) if ends(column) => {
                if number - start >= CEILING {
                    long.push(format!("{path}:{} has {} lines", start + 1, number - start + 1));
                }
                open = None;
            }
            _ => {}
        }
    }
    long
}

/// Not a function that ends on its first line, nor one without a body.
fn begins_function(code: &str) -> bool {
    let start = ["fn ", "pub", "async fn ", "const fn "].iter().any(|s| code.starts_with(s));
    start && code.contains("fn ") && !code.ends_with(['}', ';'])
}

const CEILING: usize = 80;
