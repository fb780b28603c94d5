//! What is read of a card, summed up over days and restarts, and said.

use super::*;
use crate::locale::Locale;

const DAY: i64 = 24 * 3_600_000;
const START_MS: i64 = 1_795_400_000_000;

fn machine(files: &[(&str, &str)]) -> (tempfile::TempDir, System) {
    let root = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = root.path().join("sys/block").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let system = System::new(root.path());
    (root, system)
}

fn card(written: u64) -> Card {
    Card { cid: "a".into(), size: 32 * GB, written, ..Card::default() }
}

#[test]
fn a_card_and_what_is_soldered_in_are_read() {
    let stat = "  1000 2 3000 4 500 6 7000 8 0 9 10 0 0 0 0 0 0\n";
    let (_root, system) = machine(&[
        ("mmcblk0/stat", stat),
        ("mmcblk0/size", "62333952\n"),
        ("mmcblk0/device/cid", "0353445355\n"),
        ("mmcblk0boot0/size", "8192\n"),
        ("sda/stat", stat),
    ]);
    let read_card = read(&system).unwrap();
    assert_eq!(read_card.written, 7000 * 512);
    assert_eq!(read_card.size, 62_333_952 * 512);
    assert_eq!(
        (read_card.cid.as_str(), read_card.life, read_card.spare),
        ("0353445355", None, None)
    );
    let (_root, system) = machine(&[
        ("mmcblk1/stat", stat),
        ("mmcblk1/size", "62333952\n"),
        ("mmcblk1/device/life_time", "0x01 0x09\n"),
        ("mmcblk1/device/pre_eol_info", "0x02\n"),
    ]);
    let soldered = read(&system).unwrap();
    assert_eq!((soldered.life, soldered.spare), (Some(9), Some(2)));
    let (_root, system) = machine(&[("sda/stat", stat), ("mmcblk0/stat", "nonsense")]);
    assert_eq!(read(&system), None);
}

#[test]
fn what_was_written_is_summed_up_over_restarts_and_kept_once_a_day() {
    let first = due(None, &card(5 * GB), START_MS).unwrap();
    assert_eq!(first.written, 0, "what was before is not known");
    assert_eq!(due(Some(&first), &card(6 * GB), START_MS + DAY - 1), None);
    let second = due(Some(&first), &card(7 * GB), START_MS + DAY).unwrap();
    assert_eq!((second.written, second.since_ms), (2 * GB, START_MS));
    let third = due(Some(&second), &card(GB), START_MS + 2 * DAY).unwrap();
    assert_eq!(third.written, 3 * GB, "the machine was off in between");
    let other = Card { cid: "b".into(), ..card(GB) };
    assert_eq!(due(Some(&third), &other, START_MS + 2 * DAY).unwrap().written, 0);
}

#[test]
fn the_wear_is_told_in_both_languages() {
    let tally = Tally { written: 1_250_000_000, since_ms: START_MS, ..Tally::default() };
    let much = Tally { written: 3300 * GB, ..tally.clone() };
    let emmc = |life, spare| Card { life: Some(life), spare: Some(spare), ..card(0) };
    for (card, tally, mood, code) in [
        (card(0), &tally, Mood::Good, "card-written"),
        (card(0), &much, Mood::Note, "card-much"),
        (emmc(1, 1), &much, Mood::Good, "card-life"),
        (emmc(9, 1), &tally, Mood::Note, "card-old"),
        (emmc(1, 2), &tally, Mood::Note, "card-old"),
        (emmc(11, 1), &tally, Mood::Bad, "card-worn"),
        (emmc(3, 3), &tally, Mood::Bad, "card-worn"),
    ] {
        let finding = finding(&card, tally);
        assert_eq!((finding.mood, finding.code.as_str()), (mood, code));
        for locale in [Locale::En, Locale::Fr] {
            let sentence = finding.sentence(locale);
            assert!(sentence.len() > 10 && !sentence.contains('$'), "{sentence}");
            assert_eq!(finding.action(locale).is_some(), mood != Mood::Good, "{code}");
        }
    }
    assert!(finding(&card(0), &tally).sentence(Locale::En).contains("1.2 GB"));
}
