//! What Raspberry Pi Imager leaves on the card when it customises an image: `user-data` and `network-config`,
//! the files of cloud-init.
//!
//! Not YAML as a whole: lines as Imager 2 writes them (`customization_generator.cpp` of raspberrypi/rpi-imager).
//! It puts names and passwords in double quotes and escapes only these.

/// What can be used of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) hostname: Option<String>,
    pub(super) country: Option<String>,
    /// Name, password or key, and whether the network hides its name.
    pub(super) networks: Vec<(String, String, bool)>,
    /// It wants a user, which this machine does not have.
    pub(super) user: bool,
    /// It wants ssh, which this machine does not have.
    pub(super) ssh: bool,
}

/// A line `key: value` with its depth; the dash of a list does not count.
struct Line<'t> {
    depth: usize,
    key: String,
    value: &'t str,
}

impl Choice {
    /// Reads both files; empty ones say nothing.
    pub(super) fn read(user_data: &str, network_config: &str) -> Self {
        let mut choice = Self::default();
        choice.read_user_data(user_data);
        choice.read_network_config(network_config);
        choice
    }

    fn read_user_data(&mut self, text: &str) {
        for line in text.lines().filter_map(Line::of) {
            match line.key.as_str() {
                "hostname" if line.depth == 0 => self.hostname = Some(unquoted(line.value)),
                "users" if line.depth == 0 => self.user = true,
                "enable_ssh" | "ssh_pwauth" if line.value == "true" => self.ssh = true,
                "ssh_authorized_keys" => self.ssh = true,
                _ => {}
            }
        }
    }

    /// Every key right below `access-points` is a network; what is deeper belongs to the one above.
    fn read_network_config(&mut self, text: &str) {
        let mut points: Option<usize> = None;
        let mut name_at: Option<usize> = None;
        for line in text.lines().filter_map(Line::of) {
            if points.is_some_and(|depth| line.depth <= depth) {
                (points, name_at) = (None, None);
            }
            match (points, line.key.as_str()) {
                (None, "access-points") => points = Some(line.depth),
                (None, "regulatory-domain") => self.country = Some(unquoted(line.value)),
                (None, _) => {}
                (Some(_), _) if name_at.is_none_or(|depth| line.depth <= depth) => {
                    name_at = Some(line.depth);
                    if self.networks.len() < MOST {
                        self.networks.push((line.key, String::new(), false));
                    }
                }
                (Some(_), key) => self.detail(key, line.value),
            }
        }
    }

    fn detail(&mut self, key: &str, value: &str) {
        let Some((_, password, hidden)) = self.networks.last_mut() else { return };
        match key {
            "password" => *password = unquoted(value),
            "hidden" => *hidden = value == "true",
            _ => {}
        }
    }
}

impl<'t> Line<'t> {
    /// `None` if the line says nothing.
    fn of(line: &'t str) -> Option<Self> {
        let text = line.trim_start_matches([' ', '-']);
        let depth = line.len() - text.len();
        if text.starts_with('#') {
            return None;
        }
        let (key, value) = match text.starts_with('"') {
            true => quoted_key(text)?,
            false => text.split_once(':')?,
        };
        Some(Self { depth, key: unquoted(key), value: value.trim() })
    }
}

/// A key in quotes may have a colon within.
fn quoted_key(text: &str) -> Option<(&str, &str)> {
    let (at, _) = text.match_indices("\":").last()?;
    let (key, rest) = text.split_at_checked(at + 1)?;
    Some((key, rest.strip_prefix(':')?))
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\\\"", "\""),
        None => text.to_owned(),
    }
}

/// Imager writes one; nobody has more at home than that.
const MOST: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    const USER_DATA: &str = include_str!("../../../tests/golden/imager/user-data");
    const NETWORK_CONFIG: &str = include_str!("../../../tests/golden/imager/network-config");

    #[test]
    fn what_imager_writes_is_understood() {
        let choice = Choice::read(USER_DATA, NETWORK_CONFIG);
        let key = "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e";
        assert_eq!(choice.hostname.as_deref(), Some("birdhouse"));
        assert_eq!(choice.country.as_deref(), Some("FR"));
        assert_eq!(choice.networks, [("My \"nest\": 2.4".into(), key.into(), true)]);
        assert!(choice.user && choice.ssh);
    }

    #[test]
    fn an_image_that_was_not_customised_says_nothing() {
        assert_eq!(Choice::read("", ""), Choice::default());
        assert_eq!(Choice::read("#cloud-config\n", "# nothing\nnetwork:\n"), Choice::default());
    }

    #[test]
    fn an_open_network_and_one_by_hand_are_understood() {
        let open = "network:\n  wifis:\n    wlan0:\n      access-points:\n        \"Café\":\n          password: \"\"\n      \
                    optional: true\n";
        assert_eq!(Choice::read("", open).networks, [("Café".into(), String::new(), false)]);
        let two = "    access-points:\n      one:\n        auth:\n          password: eggs and milk\n      \
                   two:\n        hidden: true\n  version: 2\n";
        let expected =
            [("one".into(), "eggs and milk".into(), false), ("two".into(), String::new(), true)];
        assert_eq!(Choice::read("", two).networks, expected);
    }

    #[test]
    fn rubbish_costs_nothing() {
        let many: String = (0..10_000).map(|n| format!("  \"{n}\":\n")).collect();
        let text = format!("access-points:\n{many}");
        assert_eq!(Choice::read(&text, &text).networks.len(), MOST);
        for text in ["\":", "\"\"\"\":\":", "access-points:\n\":\n \":", "-- -:-", ":\n:\n"] {
            Choice::read(text, text);
        }
    }
}
