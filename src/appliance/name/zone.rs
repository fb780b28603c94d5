//! DNS names and the zones that hold them.

use hickory_proto::rr::Name;

/// `text` as a DNS name, from the root.
pub(super) fn name(text: &str) -> Option<Name> {
    let mut name = Name::from_ascii(text).ok()?;
    name.set_fqdn(true);
    Some(name)
}

/// Whether `zone` may hold the name `host`.
pub(super) fn holds(zone: &str, host: &str) -> bool {
    within(zone, host).is_some()
}

/// What of `host` stands before `zone`: empty for the zone itself.
pub(super) fn within(zone: &str, host: &str) -> Option<String> {
    let plain = |name: &str| name.trim_end_matches('.').to_ascii_lowercase();
    let (zone, host) = (plain(zone), plain(host));
    if zone.is_empty() {
        return None;
    }
    if host == zone {
        return Some(String::new());
    }
    Some(host.strip_suffix(&zone)?.strip_suffix('.')?.to_owned())
}

/// `host` and all that it may lie in, the longest first; never a top-level domain alone.
pub(super) fn candidates(host: &str) -> impl Iterator<Item = &str> {
    let all = std::iter::successors(Some(host.trim_end_matches('.')), |name| {
        let (_, rest) = name.split_once('.')?;
        Some(rest)
    });
    all.filter(|name| name.contains('.')).take(MOST)
}

/// No name of a home lies deeper.
const MOST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_holds_itself_and_what_ends_in_it() {
        assert_eq!(within("Home.example.", "home.example"), Some(String::new()));
        assert_eq!(within("example", "ada.home.example."), Some("ada.home".into()));
        for (zone, host) in [("home.example", "athome.example"), ("", "home.example")] {
            assert_eq!(within(zone, host), None, "{zone}");
        }
    }

    #[test]
    fn a_zone_is_looked_for_from_the_name_upwards() {
        let found: Vec<_> = candidates("ada.home.example.").collect();
        assert_eq!(found, ["ada.home.example", "home.example"]);
        assert_eq!(candidates("localhost").count(), 0);
    }
}
