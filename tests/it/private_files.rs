//! What the node keeps on disk is nobody else's, whatever the machine lets others read by default.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Runs `nichoir claim-code` as from a shell that lets everybody read new files.
fn claim_code(data: &Path) {
    let program = env!("CARGO_BIN_EXE_nichoir");
    let line =
        format!("umask 022; exec {program} claim-code --data {0} --sys_root {0}", data.display());
    let done = Command::new("sh").args(["-c", &line]).output().unwrap();
    assert!(done.status.success(), "{done:?}");
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn nobody_else_on_the_machine_reads_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    claim_code(&data);
    assert_eq!(mode(&data), 0o700);
    for name in ["nichoir.sqlite3", "CLAIM.txt"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    assert_eq!(mode(&data.join("media")), 0o700);
}

#[test]
fn a_database_that_others_could_read_is_closed_to_them() {
    let folder = tempfile::tempdir().unwrap();
    claim_code(folder.path());
    let database = folder.path().join("nichoir.sqlite3");
    std::fs::set_permissions(&database, PermissionsExt::from_mode(0o644)).unwrap();
    claim_code(folder.path());
    assert_eq!(mode(&database), 0o600);
}
