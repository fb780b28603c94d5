//! All that was wished for on the card, from both sources. Pure.
//!
//! `nichoir.txt` outranks what Raspberry Pi Imager wrote.

use super::hostname;
use super::imager::Choice;
use super::network::{Network, Wrong};
use super::text::Line;

/// What becomes of the lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    /// For the server: keys and values.
    pub(super) server: Vec<(String, String)>,
    pub(super) networks: Vec<Network>,
    /// Two capital letters (ISO 3166-1).
    pub(super) country: Option<String>,
    pub(super) hostname: Option<String>,
    pub(super) time_server: Option<String>,
    /// What is left out: keys, or `line N`.
    pub(super) unused: Vec<String>,
}

/// What the server reads by itself.
const OF_THE_SERVER: &[&str] = &["claim_code", "name", "domain"];

impl Wishes {
    pub(super) fn of(lines: &[Line], choice: &Choice) -> Self {
        let mut wishes = Self::default();
        wishes.take_choice(choice);
        let mut wifi = [const { String::new() }; 3];
        for line in lines {
            match line {
                Line::Odd(number) => wishes.leave_out(&format!("line {number}")),
                Line::Pair(_, value) if value.is_empty() => {}
                Line::Pair(key, value) => wishes.take(key, value, &mut wifi),
            }
        }
        let [name, password, hidden] = wifi;
        if !name.is_empty() {
            wishes.add_network(&name, &password, matches!(hidden.as_str(), "yes" | "true" | "1"));
        } else if !password.is_empty() {
            wishes.leave_out("wifi_password");
        }
        wishes.tell_the_server();
        wishes
    }

    fn take_choice(&mut self, choice: &Choice) {
        for (name, password, hidden) in &choice.networks {
            self.add_network(name, password, *hidden);
        }
        if let Some(wanted) = &choice.hostname {
            self.name_machine(wanted);
        }
        self.country = choice.country.as_deref().and_then(country);
        for (wanted, what) in [(choice.user, "user"), (choice.ssh, "ssh")] {
            if wanted {
                self.leave_out(what);
            }
        }
    }

    fn take(&mut self, key: &str, value: &str, [name, password, hidden]: &mut [String; 3]) {
        match key {
            "wifi_name" => value.clone_into(name),
            "wifi_password" => value.clone_into(password),
            "wifi_hidden" => *hidden = value.to_ascii_lowercase(),
            "wifi_country" => match country(value) {
                Some(country) => self.country = Some(country),
                None => self.leave_out(key),
            },
            "hostname" => self.name_machine(value),
            "time_server" if is_host(value) => self.time_server = Some(value.to_owned()),
            _ if OF_THE_SERVER.contains(&key) => {
                self.server.push((key.to_owned(), value.to_owned()));
            }
            // `relay` is among them: there is none yet.
            _ => self.leave_out(key),
        }
    }

    fn name_machine(&mut self, wanted: &str) {
        match hostname(wanted) {
            Some(label) => self.hostname = Some(label),
            None => self.leave_out("hostname"),
        }
    }

    fn add_network(&mut self, name: &str, password: &str, hidden: bool) {
        match Network::new(name, password, hidden) {
            Ok(network) => self.networks.push(network),
            Err(Wrong::Name) => self.leave_out("wifi_name"),
            Err(Wrong::Password) => self.leave_out("wifi_password"),
        }
    }

    fn leave_out(&mut self, what: &str) {
        // Whatever the file is, its owner reads a short list.
        if self.unused.len() < MOST && !self.unused.iter().any(|known| known == what) {
            self.unused.push(what.chars().take(LETTERS).collect());
        }
    }

    fn tell_the_server(&mut self) {
        let hostname = self.hostname.iter().map(|label| ("hostname".to_owned(), label.clone()));
        self.server.extend(hostname);
        let has_wifi = (!self.networks.is_empty()).then(|| ("wifi".to_owned(), "yes".to_owned()));
        self.server.extend(has_wifi);
    }
}

fn country(value: &str) -> Option<String> {
    let is_code = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| value.to_ascii_uppercase())
}

fn is_host(value: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || b".:-".contains(&byte);
    value.len() < 254 && value.bytes().all(is_good)
}

const MOST: usize = 20;
const LETTERS: usize = 30;

#[cfg(test)]
mod tests {
    use super::super::text::lines;
    use super::*;

    fn of(text: &str) -> Wishes {
        Wishes::of(&lines(text), &Choice::default())
    }

    #[test]
    fn everybody_gets_what_is_theirs() {
        let wishes = of(
            "claim_code=ABCD-EFGH\nwifi_name=Nest\nwifi_password=eggs and milk\nwifi_country=fr\n\
                         hostname=Birdhouse\ntime_server=192.168.1.1\n",
        );
        let server = [("claim_code", "ABCD-EFGH"), ("hostname", "birdhouse"), ("wifi", "yes")];
        assert_eq!(wishes.server, server.map(|(key, value)| (key.to_owned(), value.to_owned())));
        assert_eq!(wishes.networks, [Network::new("Nest", "eggs and milk", false).unwrap()]);
        assert_eq!(wishes.country.as_deref(), Some("FR"));
        assert_eq!(wishes.time_server.as_deref(), Some("192.168.1.1"));
        assert_eq!(wishes.unused, Vec::<String>::new());
    }

    #[test]
    fn what_makes_no_sense_is_named_and_left_out() {
        let wishes =
            of("wifi_nmae=Nest\nhello\nrelay=relay.example\nwifi_country=France\nhostname=a b\n\
                         time_server=$(reboot)\nwifi_password=eggs and milk\n");
        let expected = [
            "wifi_nmae",
            "line 2",
            "relay",
            "wifi_country",
            "hostname",
            "time_server",
            "wifi_password",
        ];
        assert_eq!(wishes.unused, expected);
        assert_eq!(Wishes { unused: Vec::new(), ..wishes }, Wishes::default());
    }

    #[test]
    fn a_password_never_reaches_the_server() {
        let wishes = of(
            "wifi_name=Nest\nwifi_password=short\nWIFI-PASSWORD=eggs and milk!\nwifipassword=x\n",
        );
        assert!(!format!("{:?}{:?}", wishes.server, wishes.unused).contains("eggs"));
        assert_eq!(of("wifi_name=Nest\nwifi_password=short").unused, ["wifi_password"]);
    }

    #[test]
    fn the_owner_s_own_words_outrank_those_of_imager() {
        let choice = Choice {
            hostname: Some("raspberrypi".into()),
            country: Some("GB".into()),
            networks: vec![("Office".into(), "a".repeat(64), false)],
            user: true,
            ssh: true,
        };
        let wishes = Wishes::of(&lines("hostname=nest\nwifi_country=FR\nwifi_name=Nest"), &choice);
        assert_eq!(
            (wishes.hostname.as_deref(), wishes.country.as_deref()),
            (Some("nest"), Some("FR"))
        );
        assert_eq!(wishes.networks.len(), 2);
        assert_eq!(wishes.unused, ["user", "ssh"]);
    }

    #[test]
    fn a_long_file_of_nonsense_is_told_in_few_words() {
        let text: String = (0..500).map(|n| format!("{}{n}=1\n", "x".repeat(50))).collect();
        let wishes = of(&text);
        assert!(wishes.unused.len() <= MOST && wishes.unused.iter().all(|it| it.len() <= LETTERS));
    }
}
