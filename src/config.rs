//! What must be known before the database opens: arguments over environment over file over defaults.
//!
//! Everything the owner changes later is a row in `settings`, not here. [`KEYS`] is the one list that
//! the parser, the help and `nichoir check` share.

use std::collections::BTreeMap;
use std::net::{Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::locale::Locale;

/// One thing that can be configured.
pub struct Key {
    /// Its name in the file, as `--name` and as `NICHOIR_NAME`.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
}

/// All keys, in the order of the help.
pub const KEYS: &[Key] = &[
    Key { name: "data", help: "folder of the database and the media" },
    Key { name: "listen", help: "where to listen (default 127.0.0.1:8080; beside TLS [::]:80)" },
    Key { name: "tls", help: "TLS of our own: off, on (port 443) or an address (default off)" },
    Key { name: "trusted_proxies", help: "addresses or networks of proxies that may say who asks" },
    Key {
        name: "acme_directories",
        help: "certificate authorities, in order (default Let's Encrypt)",
    },
    Key { name: "sys_root", help: "where the machine's files are (default /)" },
    Key { name: "log", help: "what to log: error, warn, info, debug (default info)" },
];

/// The configuration in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the database and the media.
    pub data: PathBuf,
    /// Where to listen in the clear.
    pub listen: SocketAddr,
    /// Where to listen with a certificate of our own; `None` leaves TLS to a proxy.
    pub tls: Option<SocketAddr>,
    /// Networks whose proxies may say who asks, as typed.
    pub trusted_proxies: String,
    /// What the service manager calls the sockets that it hands over, separated by colons.
    pub socket_names: String,
    /// Where the service manager wants to hear how we are; empty if it does not.
    pub notify_socket: String,
    /// Device and inode of the journal, if what we say goes there; perhaps of somebody else.
    pub journal_stream: String,
    /// How often at least it wants to hear that we live.
    pub watchdog: Option<Duration>,
    /// What the installed program said when it handed over to this one, an update.
    pub update: Option<String>,
    /// Certificate authorities, as typed; empty means the usual ones.
    pub acme_directories: String,
    /// Where the machine's files are.
    pub sys_root: PathBuf,
    /// Filter of the log, as `tracing` understands it.
    pub log: String,
    /// The language of whoever typed the command.
    pub locale: Locale,
    /// For each key its value and where it came from, for `nichoir check`.
    pub origins: Vec<(&'static str, String, &'static str)>,
}

/// Values by key, as one source gives them.
pub type Values = BTreeMap<String, String>;

impl Config {
    /// Merges the arguments with the environment, the file and the defaults.
    ///
    /// # Errors
    /// An unknown key, with the nearest known one, or a value that does not parse.
    pub fn load(arguments: &Values) -> Result<Self> {
        let environment = environment();
        let data = first_of("data", [arguments, &environment]).map(PathBuf::from);
        let folder = data.unwrap_or_else(|| default_data(&environment));
        let file = read_file(&folder.join("nichoir.toml"))?;
        let sources = [("argument", arguments), ("environment", &environment), ("file", &file)];
        let mut origins = Vec::new();
        let mut take = |name: &'static str, default: String| {
            let found = sources.iter().find_map(|(from, values)| Some((values.get(name)?, *from)));
            let (value, from) = found.map_or((default, "default"), |(v, from)| (v.clone(), from));
            origins.push((name, value.clone(), from));
            value
        };
        let data = PathBuf::from(take("data", folder.display().to_string()));
        let tls = read_tls(&take("tls", "off".into()))?;
        let usual = if tls.is_some() { "[::]:80" } else { "127.0.0.1:8080" };
        let listen = address("listen", &take("listen", usual.into()))?;
        let trusted_proxies = take("trusted_proxies", String::new());
        let acme_directories = take("acme_directories", String::new());
        let sys_root = PathBuf::from(take("sys_root", "/".into()));
        let log = take("log", "info".into());
        let socket_names = environment.get("LISTEN_FDNAMES").cloned().unwrap_or_default();
        let notify_socket = environment.get("NOTIFY_SOCKET").cloned().unwrap_or_default();
        Ok(Self {
            data,
            listen,
            tls,
            trusted_proxies,
            socket_names,
            notify_socket,
            journal_stream: environment.get("JOURNAL_STREAM").cloned().unwrap_or_default(),
            watchdog: watchdog(&environment, std::process::id()),
            update: environment.get(UPDATE_VARIABLE).cloned(),
            acme_directories,
            sys_root,
            log,
            locale: language(&environment),
            origins,
        })
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join("nichoir.sqlite3")
    }
}

fn read_tls(text: &str) -> Result<Option<SocketAddr>> {
    match text {
        "off" => Ok(None),
        "on" => Ok(Some(SocketAddr::from((Ipv6Addr::UNSPECIFIED, 443)))),
        other => address("tls", other).map(Some),
    }
}

fn address(key: &str, text: &str) -> Result<SocketAddr> {
    let wrong = |_| format!("{key} = {text:?} is not an address like 127.0.0.1:8080");
    text.parse().map_err(|cause| Error::invalid(wrong(cause)))
}

fn first_of<'v>(key: &str, sources: [&'v Values; 2]) -> Option<&'v String> {
    sources.into_iter().find_map(|values| values.get(key))
}

/// `NICHOIR_*`, plus what the data folder is derived from, and what systemd says about sockets and its watchdog.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn environment() -> Values {
    let ours = KEYS.iter().filter_map(|key| {
        let value = std::env::var(format!("NICHOIR_{}", key.name.to_uppercase())).ok()?;
        Some((key.name.to_owned(), value))
    });
    let system =
        SYSTEM.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
    ours.chain(system).collect()
}

/// As POSIX orders them.
fn language(environment: &Values) -> Locale {
    let set =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| environment.get(name));
    Locale::of_system(set.into_iter().find(|value| !value.is_empty()).map_or("", String::as_str))
}

/// Tells an update that the installed program handed over to it, and how.
pub const UPDATE_VARIABLE: &str = "NICHOIR_UPDATE";

const SYSTEM: &[&str] = &[
    "XDG_DATA_HOME",
    "HOME",
    "STATE_DIRECTORY",
    "LISTEN_FDNAMES",
    "NOTIFY_SOCKET",
    "JOURNAL_STREAM",
    "WATCHDOG_USEC",
    "WATCHDOG_PID",
    UPDATE_VARIABLE,
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
];

/// As `sd_watchdog_enabled(3)` has it: meant for `process` alone, not for whoever started it.
fn watchdog(environment: &Values, process: u32) -> Option<Duration> {
    let number = |name| Some(environment.get(name)?.parse::<u64>());
    let is_ours = number("WATCHDOG_PID").is_none_or(|pid| pid == Ok(u64::from(process)));
    let microseconds = number("WATCHDOG_USEC")?.ok().filter(|time| *time > 0)?;
    is_ours.then(|| Duration::from_micros(microseconds))
}

/// systemd's `StateDirectory=`, else the XDG data folder.
fn default_data(environment: &Values) -> PathBuf {
    if let Some(folder) = environment.get("STATE_DIRECTORY") {
        return PathBuf::from(folder);
    }
    if let Some(folder) = environment.get("XDG_DATA_HOME").filter(|folder| !folder.is_empty()) {
        return Path::new(folder).join("nichoir");
    }
    let home = environment.get("HOME").map_or("/var/lib", String::as_str);
    Path::new(home).join(".local/share/nichoir")
}

fn read_file(path: &Path) -> Result<Values> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Values::new()),
        Err(cause) => {
            return Err(Error::invalid(format!("Cannot read {}", path.display())).caused_by(cause));
        }
    };
    let table: toml::Table = toml::from_str(&text)
        .map_err(|cause| Error::invalid(format!("{} is not TOML: {cause}", path.display())))?;
    table.into_iter().map(|(key, value)| Ok((known(&key)?, plain(value)))).collect()
}

/// The key as it is, if it is one of [`KEYS`].
///
/// # Errors
/// Names the nearest known key.
pub fn known(key: &str) -> Result<String> {
    if KEYS.iter().any(|known| known.name == key) {
        return Ok(key.to_owned());
    }
    let nearest = KEYS.iter().min_by_key(|known| distance(known.name, key));
    let hint = nearest.map(|near| format!(" Did you mean {:?}?", near.name)).unwrap_or_default();
    Err(Error::invalid(format!("{key:?} is not a configuration key.{hint}")))
}

fn plain(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Levenshtein, one row at a time.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((to, above_left), above) in b.chars().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            next.push((above_left + usize::from(from != to)).min(left + 1).min(above + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let error = known("lisen").expect_err("not a key");
        assert!(error.message().contains("\"listen\""), "{error}");
    }

    #[test]
    fn a_watchdog_for_somebody_else_is_not_ours() {
        let of = |values: &[(&str, &str)]| {
            let values = values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            watchdog(&values, 7)
        };
        let minute = Some(Duration::from_secs(60));
        assert_eq!(of(&[("WATCHDOG_USEC", "60000000"), ("WATCHDOG_PID", "7")]), minute);
        assert_eq!(of(&[("WATCHDOG_USEC", "60000000")]), minute);
        assert_eq!(of(&[("WATCHDOG_USEC", "60000000"), ("WATCHDOG_PID", "8")]), None);
        assert_eq!(of(&[("WATCHDOG_USEC", "0")]), None);
        assert_eq!(of(&[("WATCHDOG_USEC", "soon")]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn an_argument_wins_over_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join("nichoir.toml"),
            "listen = \"127.0.0.1:1\"\nlog = \"warn\"",
        )
        .expect("written");
        let arguments = Values::from([
            ("data".to_owned(), folder.path().display().to_string()),
            ("listen".to_owned(), "127.0.0.1:2".to_owned()),
        ]);
        let config = Config::load(&arguments).expect("loads");
        assert_eq!(config.listen.port(), 2);
        assert_eq!(config.log, "warn");
    }
}
