//! A disk that a story can fill: a small one in memory, in a mount namespace of the story's own.
//!
//! The story runs a second time in there, in a process of its own; no privilege is needed for that where
//! unprivileged users may make namespaces.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the disk, if this process has one.
pub(crate) fn folder() -> Option<PathBuf> {
    variable(FOLDER).map(PathBuf::from)
}

/// Runs the story called `name`, as the test harness names it, again where it has a small disk, with its
/// temporary folders on it. Says so where that cannot be had.
pub(crate) fn run_on_it(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut inside = Command::new("unshare");
    inside.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    inside.args([SCRIPT, "sh"]).arg(folder.path());
    inside.arg(std::env::current_exe().unwrap()).args([name, "--exact", "--nocapture"]);
    inside.env(FOLDER, folder.path()).env("TMPDIR", folder.path());
    let output = match inside.output() {
        Ok(output) if output.status.code() != Some(CANNOT) => output,
        cannot => return skip(name, &format!("{cannot:?}")),
    };
    let told = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{complained}");
    assert!(told.contains("1 passed"), "{name} is not the name of the story: {told}");
}

/// Fills the disk of `folder` to the last block. Room is made by removing the file that is answered.
pub(crate) fn fill(folder: &Path) -> PathBuf {
    let path = folder.join("somebody's film");
    let mut file = File::options().create(true).append(true).open(&path).unwrap();
    for size in [1 << 20, 4096, 1] {
        let block = vec![b'x'; size];
        while file.write_all(&block).is_ok() {}
    }
    path
}

#[expect(clippy::print_stderr, reason = "nothing is left out in silence")]
fn skip(name: &str, why: &str) {
    let in_ci = variable("CI").is_some_and(|value| value == "true");
    assert!(!in_ci, "no mount namespace can be had here: {why}");
    eprintln!("SKIPPED {name}: no mount namespace can be had here: {why}");
}

#[expect(clippy::disallowed_methods, reason = "said from outside")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

const FOLDER: &str = "NICHOIR_SMALL_DISK";
/// What unshare answers as well where it may not.
const CANNOT: i32 = 1;
/// 160 MB: its ballast is 20 MB, more than the log of the database grows to.
const SCRIPT: &str = r#"mount -t tmpfs -o size=160m small "$1" || exit 1; program="$2"; shift 2; exec "$program" "$@""#;
