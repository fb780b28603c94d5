//! Whether the data folder can still be written to.
//!
//! A kernel that finds errors on a card makes it read-only, so that not more is lost. Read in the table of what
//! is mounted: trying it out would wear the card, and newer kernels do not tell otherwise (`emergency_ro`).
//! Spec: `proc_pid_mountinfo(5)`.

use std::path::{Path, PathBuf};

use crate::appliance::finding::{Finding, Mood, Topic};
use crate::appliance::system::System;

/// Whether the file system of `data` takes nothing any more; `None` if the machine does not say.
pub(super) fn read(system: &System, data: &Path) -> Option<bool> {
    let data = data.canonicalize().ok()?;
    is_read_only(&system.text(TABLE)?, &data)
}

/// The line of the checklist.
pub(super) fn finding(is_read_only: bool) -> Finding {
    match is_read_only {
        true => Finding::new(Topic::ReadOnly, Mood::Bad, "data-read-only"),
        false => Finding::new(Topic::ReadOnly, Mood::Good, "data-writable"),
    }
}

/// The innermost mount that holds `path` decides; of several in one place the last, which covers the others.
fn is_read_only(table: &str, path: &Path) -> Option<bool> {
    let mounts = table.lines().filter_map(mount).filter(|(point, _)| path.starts_with(point));
    let (_, is_read_only) = mounts.max_by_key(|(point, _)| point.components().count())?;
    Some(is_read_only)
}

/// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`
fn mount(line: &str) -> Option<(PathBuf, bool)> {
    let (place, system) = line.split_once(" - ")?;
    let mut place = place.split(' ').skip(4);
    let (point, options) = (place.next()?, place.next()?);
    let of_system = system.split(' ').nth(2).unwrap_or_default();
    let mut options = options.split(',').chain(of_system.split(','));
    Some((PathBuf::from(unescape(point)), options.any(|option| CLOSED.contains(&option))))
}

/// Four characters are written as in `\040`.
fn unescape(point: &str) -> String {
    let plain = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    plain.iter().fold(point.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

const TABLE: &str = "/proc/self/mountinfo";
/// The options of a file system that takes nothing.
const CLOSED: &[&str] = &["ro", "emergency_ro", "shutdown"];

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: &str = "\
22 1 254:1 / / ro,relatime shared:1 - erofs /dev/mmcblk0p2 ro
31 22 254:3 / /var/lib rw,noatime shared:7 - ext4 /dev/mmcblk0p4 rw,errors=remount-ro
32 31 0:40 / /var/lib/a\\040b rw - tmpfs tmpfs rw
";

    fn of(table: &str, path: &str) -> Option<bool> {
        is_read_only(table, Path::new(path))
    }

    #[test]
    fn the_innermost_mount_decides() {
        assert_eq!(of(BOX, "/var/lib/nichoir"), Some(false));
        assert_eq!(of(BOX, "/var/library"), Some(true));
        assert_eq!(of(BOX, "/var/lib/a b/c"), Some(false));
        assert_eq!(of("", "/var"), None);
        assert_eq!(of("nonsense\n1 2 3 - \n", "/var"), None);
    }

    #[test]
    fn a_card_with_errors_is_seen_as_older_and_newer_kernels_tell_it() {
        let older = BOX.replace("rw,errors=remount-ro", "ro,errors=remount-ro");
        assert_eq!(of(&older, "/var/lib/nichoir"), Some(true));
        let newer = BOX.replace("rw,errors=remount-ro", "rw,emergency_ro,errors=remount-ro");
        assert_eq!(of(&newer, "/var/lib/nichoir"), Some(true));
        let covered = format!("{BOX}40 31 254:3 / /var/lib ro,noatime - ext4 /dev/mmcblk0p4 rw\n");
        assert_eq!(of(&covered, "/var/lib/nichoir"), Some(true));
    }

    #[test]
    fn the_table_of_the_machine_is_read() {
        let root = tempfile::tempdir().unwrap();
        let system = System::new(root.path());
        assert_eq!(read(&system, root.path()), None);
        std::fs::create_dir_all(system.path("/proc/self")).unwrap();
        std::fs::write(system.path(TABLE), "22 1 8:1 / / rw,emergency_ro - ext4 /dev/sda1 rw\n")
            .unwrap();
        assert_eq!(read(&system, root.path()), Some(true));
    }
}
