//! What the machine's log has warned of lately, where the card keeps that over a power cut.

use crate::appliance::system::System;

/// Written by the card's `/usr/lib/nichoir/log`; bounded there.
const FILE: &str = "/data/log/warnings";
/// As many lines as anybody reads.
const LINES: usize = 40;

/// The last lines, the newest at the end; `None` where nothing is kept.
pub fn read(system: &System) -> Option<String> {
    let bytes = std::fs::read(system.path(FILE)).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.lines().collect();
    let last = lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default();
    (!last.is_empty()).then(|| last.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_read_whatever_is_in_them() {
        let root = tempfile::tempdir().unwrap();
        let system = System::new(root.path());
        assert_eq!(read(&system), None);
        std::fs::create_dir_all(root.path().join("data/log")).unwrap();
        let write = |text: &[u8]| std::fs::write(root.path().join("data/log/warnings"), text);
        write(b"").unwrap();
        assert_eq!(read(&system), None);
        write(b"one\n\xff two\n").unwrap();
        assert_eq!(read(&system).as_deref(), Some("one\n\u{fffd} two"));
        write("line\n".repeat(1000).as_bytes()).unwrap();
        assert_eq!(read(&system).unwrap().lines().count(), LINES);
    }
}
