//! The lamp of the board, which says from across the room how the box is.
//!
//! Steady: fine. Quick: starting. Slow and even: waits for its owner. A short flash now and then: needs you.
//! The kernel does the blinking. Only a lamp that is meant for this and that we may write to is touched, and
//! only when what it shows changes.
//! Spec: the kernel's Documentation/leds/ledtrig-timer and Documentation/ABI/testing/sysfs-class-led.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::state::State;
use crate::appliance::system::System;

/// The lamp, if there is one.
pub(super) struct Lamp {
    system: System,
    folder: Option<PathBuf>,
}

impl Lamp {
    /// Looked for when it is to show something.
    pub(super) fn of(system: &System) -> Self {
        Self { system: system.clone(), folder: None }
    }

    /// Makes it show `state`, if it does not yet. Its driver may come later than we do.
    pub(super) fn show(&mut self, state: State) {
        self.folder = self.folder.take().or_else(|| find(&self.system));
        let Some(folder) = &self.folder else { return };
        if let Err(error) = blink(folder, times_ms(state)) {
            tracing::debug!(%error, "cannot use the lamp {}", folder.display());
        }
    }
}

fn find(system: &System) -> Option<PathBuf> {
    let names = fs::read_dir(system.path(LEDS)).ok().into_iter().flatten().flatten();
    let mut folders: Vec<_> = names.map(|entry| entry.path()).take(MOST).collect();
    folders.sort();
    folders.into_iter().find(|folder| is_ours(folder))
}

/// The one that boards have for the system's use, never that of a keyboard or of the power.
fn is_ours(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let function = name.rsplit(':').next().unwrap_or_default();
    BOARDS.contains(&name) || (name.contains(':') && FUNCTIONS.contains(&function))
}

/// How long it is on and off, in milliseconds.
fn times_ms(state: State) -> [u32; 2] {
    match state {
        State::Starting => [100, 100],
        State::Unclaimed => [1000, 1000],
        State::Fine => [1000, 0],
        State::NeedsYou => [100, 1900],
    }
}

/// Always by the same trigger, steady as well: its two files belong to root again whenever it is chosen
/// anew, so whoever sets up the machine chooses it and gives them to us.
fn blink(folder: &Path, [on, off]: [u32; 2]) -> io::Result<()> {
    let trigger = folder.join("trigger");
    if !fs::read_to_string(&trigger)?.contains("[timer]") {
        fs::write(&trigger, "timer")?;
    }
    for (file, time) in [("delay_on", on), ("delay_off", off)] {
        let file = folder.join(file);
        if fs::read_to_string(&file)?.trim() != time.to_string() {
            fs::write(&file, time.to_string())?;
        }
    }
    Ok(())
}

const LEDS: &str = "/sys/class/leds";
const MOST: usize = 64;
/// The green one of the Raspberry Pi, by its newer and older name.
const BOARDS: &[&str] = &["ACT", "led0"];
/// What boards call theirs after the colour, such as `green:status`.
const FUNCTIONS: &[&str] = &["status", "heartbeat", "activity"];

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn board(name: &str) -> (tempfile::TempDir, System, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let folder = add(&root, name);
        let system = System::new(root.path());
        (root, system, folder)
    }

    fn add(root: &tempfile::TempDir, name: &str) -> PathBuf {
        let folder = System::new(root.path()).path(LEDS).join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("trigger"), "none kbd-scrolllock [mmc0] timer").unwrap();
        fs::write(folder.join("delay_on"), "500\n").unwrap();
        fs::write(folder.join("delay_off"), "500\n").unwrap();
        folder
    }

    fn times(folder: &Path) -> [String; 2] {
        ["delay_on", "delay_off"].map(|file| fs::read_to_string(folder.join(file)).unwrap())
    }

    #[test]
    fn the_lamp_shows_how_the_box_is_and_is_written_only_when_that_changes() {
        let root = tempfile::tempdir().unwrap();
        let mut lamp = Lamp::of(&System::new(root.path()));
        lamp.show(State::Starting);
        let folder = add(&root, "ACT");
        lamp.show(State::Unclaimed);
        assert_eq!(fs::read_to_string(folder.join("trigger")).unwrap(), "timer");
        assert_eq!(times(&folder), ["1000", "1000"]);
        // As the kernel then shows it.
        fs::write(folder.join("trigger"), "none mmc0 [timer]").unwrap();
        let long_ago = SystemTime::UNIX_EPOCH;
        for file in ["trigger", "delay_on", "delay_off"] {
            fs::File::open(folder.join(file)).unwrap().set_modified(long_ago).unwrap();
        }
        let written = |file| folder.join(file).metadata().unwrap().modified().unwrap() != long_ago;
        lamp.show(State::Unclaimed);
        assert!(!written("trigger") && !written("delay_on") && !written("delay_off"));
        lamp.show(State::Fine);
        assert_eq!(times(&folder), ["1000", "0"]);
        assert!(!written("trigger") && !written("delay_on") && written("delay_off"));
    }

    #[test]
    fn other_lamps_are_left_alone() {
        for name in ["PWR", "input3::capslock", "mmc0::", "status"] {
            let (_root, system, folder) = board(name);
            Lamp::of(&system).show(State::NeedsYou);
            assert_eq!(times(&folder), ["500\n", "500\n"], "{name}");
        }
        for name in ["led0", "green:status", "nanopi:blue:heartbeat"] {
            let (_root, system, folder) = board(name);
            Lamp::of(&system).show(State::NeedsYou);
            assert_eq!(times(&folder), ["100", "1900"], "{name}");
        }
    }

    #[test]
    fn a_machine_without_lamps_is_as_good() {
        let root = tempfile::tempdir().unwrap();
        Lamp::of(&System::new(root.path())).show(State::Fine);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
