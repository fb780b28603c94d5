//! The box goes to somebody else: the old data are kept unless one says otherwise.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nichoir::appliance::claim::code::Code;

use crate::support::program::Program;

fn nichoir(data: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nichoir"))
        .args(words)
        .env_clear()
        .env("NICHOIR_DATA", data)
        .env("NICHOIR_SYS_ROOT", data.join("machine"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap().trim().to_owned()
}

fn claim_code(data: &Path) -> String {
    let output = nichoir(data, &["claim-code"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let code = text(&output.stdout);
    assert!(Code::read(&code).is_some(), "{code}");
    code
}

fn move_in(data: &Path) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nichoir"))
        .args(["setup", "--name", "ada", "--domain", "home.example", "--passphrase-stdin"])
        .env_clear()
        .env("NICHOIR_DATA", data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"a nest of one's own").unwrap();
    assert!(child.wait().unwrap().success());
}

fn old_folders(data: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    let mut old: Vec<_> = entries
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("old-"))
        .collect();
    old.sort();
    old
}

#[test]
fn a_reset_keeps_the_old_data_and_makes_a_new_code() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    move_in(data);
    let refused = nichoir(data, &["claim-code"]);
    assert!(text(&refused.stderr).contains("Somebody lives here already"));
    let reset = nichoir(data, &["reset"]);
    assert!(reset.status.success(), "{}", text(&reset.stderr));
    let first = claim_code(data);
    assert!(text(&reset.stdout).ends_with(&first));
    assert_eq!(old_folders(data).len(), 1);
    let kept = &old_folders(data)[0];
    let check = nichoir(kept, &["check"]);
    assert!(text(&check.stdout).contains("the node lives at https://home.example"));
    // The same day once more.
    assert!(nichoir(data, &["reset"]).status.success());
    assert_ne!(claim_code(data), first);
    assert_eq!(old_folders(data).len(), 2);
    let all = nichoir(data, &["reset", "--all"]);
    assert!(text(&all.stdout).contains("deleted"), "{}", text(&all.stderr));
    assert_eq!(old_folders(data).len(), 2, "what was kept before stays");
}

#[test]
fn a_running_node_is_not_reset() {
    let folder = tempfile::tempdir().unwrap();
    let node = Program::start(folder.path());
    let refused = nichoir(folder.path(), &["reset", "--all"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("stop it first"), "{}", text(&refused.stderr));
    let twice = nichoir(folder.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(text(&twice.stderr).contains("stop it first"), "{}", text(&twice.stderr));
    // Asking for the code is fine.
    let code = claim_code(folder.path());
    assert!(std::fs::read_to_string(folder.path().join("CLAIM.txt")).unwrap().contains(&code));
    node.kill();
    assert!(nichoir(folder.path(), &["reset"]).status.success());
}

#[test]
fn the_code_on_the_card_dies_with_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let boot = data.join("machine/boot/firmware");
    std::fs::create_dir_all(&boot).unwrap();
    std::fs::write(boot.join("nichoir.txt"), "claim_code=ABCD-EFGH").unwrap();
    assert_eq!(claim_code(data), "ABCD-EFGH");
    assert!(nichoir(data, &["reset"]).status.success());
    let new = claim_code(data);
    assert_ne!(new, "ABCD-EFGH", "the old owner may know it");
    assert!(std::fs::read_to_string(boot.join("CLAIM.txt")).unwrap().starts_with(&new));
    std::fs::write(boot.join("nichoir.txt"), "claim_code=WXYZ-2345").unwrap();
    assert_eq!(claim_code(data), "WXYZ-2345");
}

#[test]
fn a_file_on_the_card_resets_once_at_the_next_start() {
    for (word, kept) in [("", 1), ("ALL\r\n", 0)] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let boot = data.join("machine/boot/firmware");
        std::fs::create_dir_all(&boot).unwrap();
        move_in(data);
        std::fs::write(boot.join("RESET"), word).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
        command.env("NICHOIR_SYS_ROOT", data.join("machine"));
        Program::start_with(command, data).kill();
        assert!(!boot.join("RESET").exists());
        assert_eq!(old_folders(data).len(), kept, "{word:?}");
        let code = claim_code(data);
        let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
        command.env("NICHOIR_SYS_ROOT", data.join("machine"));
        Program::start_with(command, data).kill();
        assert_eq!(claim_code(data), code, "once");
    }
}
