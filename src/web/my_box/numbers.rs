//! Durations and sizes as people say them. Pure.

use std::time::Duration;

use crate::appliance::care::Disk;
use crate::locale::Locale;

/// How long something lasted, in the largest unit of which there are two or more.
pub(super) fn lasted(duration: Duration, locale: Locale) -> String {
    let minutes = duration.as_secs() / 60;
    let units = [("days", minutes / (24 * 60)), ("hours", minutes / 60), ("minutes", minutes)];
    let unit = units.into_iter().find(|(_, count)| *count >= 2);
    match unit {
        Some((unit, count)) => {
            locale.say_with(&format!("lasted-{unit}"), "count", &count.to_string())
        }
        None => locale.say("lasted-moment").to_owned(),
    }
}

/// How much room is left.
pub(super) fn room(disk: Disk, locale: Locale) -> String {
    let text = locale.say_with("box-room-text", "free", &gigabytes(disk.free, locale));
    text.replace("{ $total }", &gigabytes(disk.total, locale))
}

/// As cards are sold: of a thousand millions of bytes.
fn gigabytes(bytes: u64, locale: Locale) -> String {
    let tenths = bytes / 100_000_000;
    let point = if locale == Locale::Fr { ',' } else { '.' };
    match tenths < 100 {
        true => format!("{}{point}{}", tenths / 10, tenths % 10),
        false => (tenths / 10).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_one_unit() {
        let said = |seconds| lasted(Duration::from_secs(seconds), Locale::En);
        assert_eq!(said(119), "a moment");
        assert_eq!(said(120), "2 minutes");
        assert_eq!(said(7199), "119 minutes");
        assert_eq!(said(7200), "2 hours");
        assert_eq!(said(47 * 3600), "47 hours");
        assert_eq!(said(48 * 3600), "2 days");
    }

    #[test]
    fn sizes_are_those_that_cards_are_sold_by() {
        let disk = Disk { total: 31_900_000_000, free: 3_450_000_000 };
        assert_eq!(room(disk, Locale::En), "3.4 of 31 GB are free");
        assert_eq!(room(disk, Locale::Fr), "3,4 Go libres sur 31");
    }
}
