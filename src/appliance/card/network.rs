//! One Wi-Fi network, as the file that iwd keeps of it.
//!
//! Spec: `iwd.network(5)`.

use std::fmt::Write as _;

/// A network that is to be joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Network {
    name: String,
    secret: Secret,
    hidden: bool,
}

#[derive(Clone, PartialEq, Eq)]
enum Secret {
    /// Nobody needs a password.
    None,
    /// 8 to 63 letters.
    Passphrase(String),
    /// 256 bits, in hexadecimal.
    Key(String),
}

impl std::fmt::Debug for Secret {
    /// A log is no place for a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Why there can be no such network: what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Name,
    Password,
}

impl Network {
    /// An empty password is none.
    pub(super) fn new(name: &str, password: &str, hidden: bool) -> Result<Self, Wrong> {
        if name.is_empty() || name.len() > NAME_BYTES || name.contains(UNREADABLE) {
            return Err(Wrong::Name);
        }
        let is_key =
            |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_printable = |text: &str| text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        let secret = match password {
            "" => Secret::None,
            key if is_key(key) => Secret::Key(key.to_ascii_lowercase()),
            _ if (8..64).contains(&password.len()) && is_printable(password) => {
                Secret::Passphrase(password.to_owned())
            }
            _ => return Err(Wrong::Password),
        };
        Ok(Self { name: name.to_owned(), secret, hidden })
    }

    /// The name of the file: the network's own if it is plain, else in hexadecimal.
    pub(super) fn file_name(&self) -> String {
        let kind = if self.secret == Secret::None { "open" } else { "psk" };
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_ ".contains(&byte);
        if self.name.bytes().all(is_plain) {
            return format!("{}.{kind}", self.name);
        }
        let hex = self.name.bytes().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        format!("={hex}.{kind}")
    }

    /// What the file says.
    pub(super) fn contents(&self) -> String {
        let mut text = String::new();
        match &self.secret {
            Secret::None => {}
            Secret::Passphrase(passphrase) => {
                let _ = writeln!(text, "[Security]\nPassphrase={}", escaped(passphrase));
            }
            Secret::Key(key) => {
                let _ = writeln!(text, "[Security]\nPreSharedKey={key}");
            }
        }
        if self.hidden {
            text.push_str("[Settings]\nHidden=true\n");
        }
        text
    }
}

/// Blanks at the ends would be left out otherwise.
fn escaped(value: &str) -> String {
    let inner = value.trim_matches(' ');
    let before = value.len() - value.trim_start_matches(' ').len();
    let after = value.len() - before - inner.len();
    format!("{}{}{}", "\\s".repeat(before), inner.replace('\\', "\\\\"), "\\s".repeat(after))
}

/// IEEE 802.11 §9.4.2.2.
const NAME_BYTES: usize = 32;
/// What stands where no letter could be read, or no letter is.
const UNREADABLE: &[char] = &['\u{fffd}', '\0', '\n', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, password: &str) -> (String, String) {
        let network = Network::new(name, password, false).unwrap();
        (network.file_name(), network.contents())
    }

    #[test]
    fn a_network_becomes_the_file_that_iwd_reads() {
        assert_eq!(
            file("Nest 1", "eggs and milk"),
            ("Nest 1.psk".into(), "[Security]\nPassphrase=eggs and milk\n".into())
        );
        assert_eq!(file("café", "").0, "=636166c3a9.open");
        assert_eq!(file("a/../b", "12345678").0, "=612f2e2e2f62.psk");
        let key = "0123456789ABCDEF".repeat(4);
        let lower = key.to_lowercase();
        assert_eq!(file("Nest", &key).1, format!("[Security]\nPreSharedKey={lower}\n"));
        assert_eq!(file("Nest", r"  a\b c ").1, "[Security]\nPassphrase=\\s\\sa\\\\b c\\s\n");
        let hidden = Network::new("Nest", "", true).unwrap();
        assert_eq!(hidden.contents(), "[Settings]\nHidden=true\n");
    }

    #[test]
    fn what_cannot_be_a_network_is_none() {
        let wrong = |name: &str, password: &str| Network::new(name, password, false).unwrap_err();
        for name in ["", "zo\u{fffd}", &"é".repeat(17), "a\nb"] {
            assert_eq!(wrong(name, ""), Wrong::Name, "{name:?}");
        }
        for password in ["short", "pässword", &"x".repeat(64), "tab\tulator"] {
            assert_eq!(wrong("Nest", password), Wrong::Password, "{password:?}");
        }
        assert!(Network::new(&"x".repeat(32), &"x".repeat(63), false).is_ok());
    }

    #[test]
    fn a_password_does_not_end_up_in_a_log() {
        let network = Network::new("Nest", "eggs and milk", false);
        assert!(!format!("{network:?}").contains("eggs"));
    }
}
