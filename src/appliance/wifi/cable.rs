//! Whether a network cable is plugged in.

use crate::appliance::system::System;

/// More interfaces than that no box has.
const MOST: usize = 64;

/// Whether any wired interface of a real device has a carrier (`/sys/class/net/*/carrier`). One that is switched
/// off says nothing.
pub(super) fn is_plugged_in(system: &System) -> bool {
    let Ok(folder) = std::fs::read_dir(system.path("/sys/class/net")) else { return false };
    folder.flatten().take(MOST).any(|interface| {
        let path = interface.path();
        let has = |name: &str| path.join(name).exists();
        let is_wired = has("device") && !has("phy80211") && !has("wireless");
        is_wired
            && std::fs::read_to_string(path.join("carrier")).is_ok_and(|text| text.trim() == "1")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_real_wired_interface_with_a_carrier_is_a_cable() {
        let folder = tempfile::tempdir().unwrap();
        let system = System::new(folder.path());
        assert!(!is_plugged_in(&system));
        let interface = |name: &str, files: &[&str], carrier: &str| {
            let path = folder.path().join("sys/class/net").join(name);
            std::fs::create_dir_all(&path).unwrap();
            for file in files {
                std::fs::create_dir_all(path.join(file)).unwrap();
            }
            std::fs::write(path.join("carrier"), carrier).unwrap();
        };
        interface("lo", &[], "1\n");
        interface("wlan0", &["device", "phy80211"], "1\n");
        interface("end0", &["device"], "0\n");
        assert!(!is_plugged_in(&system));
        interface("end0", &["device"], "1\n");
        assert!(is_plugged_in(&system));
    }
}
