//! Which evidence is believed.

use super::*;

const FLOOR: i64 = 1_793_491_200_000;
const NOW: i64 = FLOOR + 86_400_000;
const YEAR: i64 = 365 * 86_400_000;

fn evidence() -> Evidence {
    let machine = Machine { battery_ms: None, is_synchronised: false };
    Evidence { system_ms: NOW, floor_ms: FLOOR, machine, offset_ms: None }
}

fn trusted(keeper: Keeper, correction_ms: i64) -> Verdict {
    Verdict::Trusted { keeper, correction_ms }
}

#[test]
fn a_time_that_nobody_vouches_for_is_doubted() {
    assert_eq!(judge(&evidence()), Verdict::Doubted(Doubt::Unknown));
}

#[test]
fn a_time_before_the_last_known_one_is_doubted_whoever_keeps_it() {
    let machine = Machine { battery_ms: Some(NOW - 6 * YEAR), is_synchronised: true };
    let past = Evidence { system_ms: NOW - 6 * YEAR, machine, ..evidence() };
    assert_eq!(judge(&past), Verdict::Doubted(Doubt::Behind));
}

#[test]
fn the_network_or_a_battery_is_enough() {
    let synchronised = Machine { battery_ms: None, is_synchronised: true };
    let by_network = Evidence { machine: synchronised, ..evidence() };
    assert_eq!(judge(&by_network), trusted(Keeper::Network, 0));
    let battery = Machine { battery_ms: Some(NOW + 3_600_000), is_synchronised: false };
    assert_eq!(judge(&Evidence { machine: battery, ..evidence() }), trusted(Keeper::Battery, 0));
}

#[test]
fn a_battery_clock_that_stood_still_or_disagrees_is_not_enough() {
    for battery_ms in [0, FLOOR - 1, NOW + YEAR] {
        let machine = Machine { battery_ms: Some(battery_ms), is_synchronised: false };
        let verdict = judge(&Evidence { machine, ..evidence() });
        assert_eq!(verdict, Verdict::Doubted(Doubt::Unknown), "{battery_ms}");
    }
}

#[test]
fn others_who_agree_correct_a_clock_that_is_far_off_only() {
    let near = Evidence { offset_ms: Some(-29_000), ..evidence() };
    assert_eq!(judge(&near), trusted(Keeper::Others, 0));
    let past = Evidence { system_ms: NOW - 6 * YEAR, offset_ms: Some(6 * YEAR), ..evidence() };
    assert_eq!(judge(&past), trusted(Keeper::Others, 6 * YEAR));
}

#[test]
fn others_who_agree_on_what_cannot_be_are_not_believed() {
    let lied_to = Evidence { offset_ms: Some(-2 * YEAR), ..evidence() };
    assert_eq!(judge(&lied_to), Verdict::Doubted(Doubt::Unknown));
}

#[test]
fn a_mistaken_memory_of_the_future_is_healed_by_others() {
    let haunted = Evidence { floor_ms: NOW + 50 * YEAR, ..evidence() };
    assert_eq!(judge(&haunted), Verdict::Doubted(Doubt::Behind));
    let healed = Evidence { offset_ms: Some(400), ..haunted };
    assert_eq!(judge(&healed), trusted(Keeper::Others, 0));
}

#[test]
fn one_liar_among_three_is_outvoted_and_two_who_differ_are_not_believed() {
    assert_eq!(agreed(&[]), None);
    assert_eq!(agreed(&[7]), None);
    assert_eq!(agreed(&[1_000, 3_000]), Some(3_000));
    assert_eq!(agreed(&[1_000, 90_000]), None);
    assert_eq!(agreed(&[1_000, 2_000, 50 * YEAR]), Some(2_000));
    assert_eq!(agreed(&[-50 * YEAR, 1_000, 2_000]), Some(2_000));
    assert_eq!(agreed(&[-50 * YEAR, 0, 50 * YEAR]), None);
    assert_eq!(agreed(&[i64::MIN, i64::MAX]), None);
}

#[test]
fn a_step_is_told_from_a_slow_look() {
    let half_a_minute = Duration::from_secs(30);
    assert!(!has_stepped(half_a_minute, 30_400));
    assert!(!has_stepped(half_a_minute, 26_000));
    assert!(has_stepped(half_a_minute, 36_000));
    assert!(has_stepped(half_a_minute, -6 * YEAR));
}
