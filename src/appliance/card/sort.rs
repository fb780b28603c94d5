//! `nichoir card FROM TO`: what stands on the card, sorted into files by who is to have it.
//!
//! Run by root at the start, with few rights; it opens nothing but these files.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::imager::Choice;
use super::remarks;
use super::text::{self, BYTES, decode};
use super::wishes::Wishes;

/// Reads the folder `card` and writes, where something is wished for, into the folder `to`: `server` and `unused`
/// for the server, `time_server`, `hostname`, `main.conf` and `wifi/NETWORK` for the system.
///
/// # Errors
/// Only if nothing can be written.
pub fn sort(card: &Path, to: &Path) -> io::Result<()> {
    let lines = text::read(&card.join(super::FILE));
    let choice =
        Choice::read(&small(&card.join("user-data")), &small(&card.join("network-config")));
    let wishes = Wishes::of(&lines, &choice);
    remarks::log(&wishes.unused);
    let pair = |(key, value): &(String, String)| format!("{key}={value}\n");
    put(to, "server", &wishes.server.iter().map(pair).collect::<String>())?;
    put(to, "unused", &wishes.unused.iter().map(|what| format!("{what}\n")).collect::<String>())?;
    let line = |value: Option<String>| value.map(|value| value + "\n").unwrap_or_default();
    put(to, "time_server", &line(wishes.time_server))?;
    put(to, "hostname", &line(wishes.hostname))?;
    let country = wishes.country.map(|country| format!("[General]\nCountry={country}\n"));
    put(to, "main.conf", &country.unwrap_or_default())?;
    for network in &wishes.networks {
        // An open one has nothing to say.
        write(&to.join("wifi"), &network.file_name(), &network.contents())?;
    }
    Ok(())
}

fn put(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    if text.is_empty() { Ok(()) } else { write(folder, name, text) }
}

fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    let mut file =
        options.write(true).create(true).truncate(true).mode(0o600).open(folder.join(name))?;
    file.write_all(text.as_bytes())
}

/// The text of a file that is not too long to be what it should be.
fn small(path: &Path) -> String {
    match fs::metadata(path) {
        Ok(file) if file.is_file() && file.len() <= BYTES => {
            decode(&fs::read(path).unwrap_or_default())
        }
        _ => String::new(),
    }
}
