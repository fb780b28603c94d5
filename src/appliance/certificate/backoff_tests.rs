//! The pace of orders, played through without an authority.

use super::*;

const HOST: &str = "home.example";
const MAIN: &str = "https://ca.example/dir";
const STAGING: &str = "https://staging.example/dir";
const SECOND: &str = "https://second.example/dir";
const DAY_MS: i64 = 24 * HOUR_MS;

fn authorities() -> Authorities {
    Authorities::parse(&format!("main={MAIN}, staging={STAGING}, second={SECOND}")).unwrap()
}

/// What the authorities answer to an order, by time and place.
type World = dyn Fn(i64, &str) -> Outcome;

/// Makes every order as soon as it may be made, until `until_ms` or there is a certificate.
fn play(until_ms: i64, pace: Pace, world: &World) -> Vec<Attempt> {
    let (authorities, mut history, mut now) = (authorities(), Vec::new(), 1);
    while now < until_ms {
        let next = next(&history, &authorities, HOST, now, pace);
        now = next.at_ms;
        let attempt =
            attempt(next.rehearsal, &next.directory().url, now, world(now, &next.directory().url));
        let over = attempt.outcome == Outcome::Good && !attempt.rehearsal;
        history.insert(0, attempt);
        if over {
            break;
        }
        now += 1;
    }
    history
}

fn attempt(rehearsal: bool, directory: &str, at_ms: i64, outcome: Outcome) -> Attempt {
    Attempt {
        id: at_ms,
        host: HOST.into(),
        directory: directory.into(),
        rehearsal,
        challenge: String::new(),
        started_ms: at_ms,
        ended_ms: (outcome != Outcome::Open).then_some(at_ms),
        outcome,
        problem: String::new(),
        detail: String::new(),
        again_ms: 0,
    }
}

/// The most orders of a kind within any hour.
fn busiest_hour(history: &[Attempt], rehearsal: bool) -> usize {
    let starts: Vec<_> =
        history.iter().filter(|a| a.rehearsal == rehearsal).map(|a| a.started_ms).collect();
    let within =
        |from: &i64| starts.iter().filter(|at| (*from..from + HOUR_MS).contains(at)).count();
    starts.iter().map(within).max().unwrap_or(0)
}

#[test]
fn a_rehearsal_comes_before_the_first_order_and_the_order_right_after_it() {
    let played = play(DAY_MS, Pace::Patient, &|_, _| Outcome::Good);
    let kinds: Vec<_> = played.iter().rev().map(|a| (a.rehearsal, a.started_ms)).collect();
    assert_eq!(kinds, [(true, 1), (false, 2)]);
}

#[test]
fn who_is_not_reached_only_rehearses_and_ever_more_slowly() {
    let played = play(3 * DAY_MS, Pace::Patient, &|_, _| Outcome::Unproven);
    assert!(played.iter().all(|attempt| attempt.rehearsal));
    assert_eq!(busiest_hour(&played, true), 5);
    let [newest, before, ..] = played.as_slice() else { panic!("too few") };
    let pause = newest.started_ms - before.started_ms;
    assert!((6 * HOUR_MS..7 * HOUR_MS).contains(&pause), "{pause}");
}

#[test]
fn five_orders_an_hour_are_the_most_whatever_happens() {
    let outcomes =
        [Outcome::Open, Outcome::Unproven, Outcome::Down, Outcome::Refused, Outcome::Early];
    for pace in [Pace::Patient, Pace::Hurried] {
        for outcome in outcomes {
            // The rehearsal goes well each time, so that the real order always follows.
            let played = play(5 * HOUR_MS, pace, &move |_, directory| match directory {
                STAGING => Outcome::Good,
                _ => outcome,
            });
            assert!(busiest_hour(&played, false) <= 5, "{outcome:?} {pace:?}");
            assert!(busiest_hour(&played, true) <= 5, "{outcome:?} {pace:?}");
            assert!(played.len() > 5, "{outcome:?} {pace:?}");
        }
    }
}

#[test]
fn after_a_failure_of_the_real_thing_it_is_rehearsed_again() {
    let history =
        [attempt(false, MAIN, 3, Outcome::Down), attempt(true, STAGING, 2, Outcome::Good)];
    let authorities = authorities();
    let next = next(&history, &authorities, HOST, 10, Pace::Patient);
    assert!(next.rehearsal);
    assert!(next.at_ms >= 3 + MINUTE_MS && next.at_ms <= 3 + MINUTE_MS * 11 / 10);
}

#[test]
fn a_renewal_needs_no_rehearsal() {
    let history = [attempt(false, MAIN, 3, Outcome::Good)];
    let authorities = authorities();
    let next = next(&history, &authorities, HOST, DAY_MS, Pace::Patient);
    assert_eq!((next.rehearsal, next.at_ms), (false, DAY_MS));
}

#[test]
fn a_staging_directory_that_is_down_does_not_stand_in_the_way() {
    let played = play(DAY_MS, Pace::Patient, &|_, directory| match directory {
        STAGING => Outcome::Down,
        _ => Outcome::Good,
    });
    assert_eq!(played.len(), 4);
    assert!(!played[0].rehearsal);
}

#[test]
fn the_second_authority_is_asked_after_a_week_and_not_before() {
    let played = play(9 * DAY_MS, Pace::Patient, &|_, directory| match directory {
        SECOND => Outcome::Good,
        _ => Outcome::Down,
    });
    assert_eq!(played[0].directory, SECOND);
    assert!((7 * DAY_MS..8 * DAY_MS).contains(&played[0].started_ms));
    assert!(played[1..].iter().all(|attempt| attempt.directory != SECOND));
}

#[test]
fn two_authorities_that_fail_are_asked_in_turn() {
    let played = play(12 * DAY_MS, Pace::Patient, &|_, _| Outcome::Down);
    let at_second = played.iter().filter(|attempt| attempt.directory == SECOND).count();
    let lately = played.iter().filter(|attempt| attempt.started_ms > 8 * DAY_MS).count();
    assert!(at_second >= lately / 2 && lately > 4, "{at_second} of {lately}");
}

#[test]
fn what_the_authority_asks_for_is_honoured_by_rehearsals_too() {
    let mut limited = attempt(false, MAIN, 3, Outcome::Limited);
    limited.again_ms = 5 * HOUR_MS;
    let authorities = authorities();
    for pace in [Pace::Patient, Pace::Hurried] {
        assert_eq!(next(&[limited.clone()], &authorities, HOST, 9, pace).at_ms, 5 * HOUR_MS);
    }
    assert_eq!(probe(&[limited], &authorities, 9).unwrap().at_ms, 5 * HOUR_MS);
}

#[test]
fn orders_for_another_name_count_for_the_hour_but_not_as_failures() {
    let mut history: Vec<_> =
        (1..=5).rev().map(|at| attempt(true, STAGING, at, Outcome::Unproven)).collect();
    history.iter_mut().for_each(|attempt| attempt.host = "other.example".into());
    let authorities = authorities();
    let next = next(&history, &authorities, HOST, 10, Pace::Patient);
    assert_eq!((next.rehearsal, next.at_ms), (true, 1 + HOUR_MS));
}

#[test]
fn a_clock_that_is_behind_is_nobody_s_failure() {
    let history = [attempt(true, STAGING, 5, Outcome::Early)];
    let authorities = authorities();
    let next = next(&history, &authorities, HOST, 6, Pace::Patient);
    assert_eq!((next.rehearsal, next.at_ms), (true, 5 + 5 * MINUTE_MS));
}

#[test]
fn an_order_names_what_it_replaces_unless_that_may_be_the_trouble() {
    let after = |outcome, emergency| {
        let history = [attempt(true, STAGING, 9, Outcome::Good), attempt(false, MAIN, 5, outcome)];
        may_replace(&history, HOST, emergency)
    };
    assert!(may_replace(&[], HOST, true));
    assert!(after(Outcome::Good, true));
    assert!(after(Outcome::Down, false));
    assert!(!after(Outcome::Down, true));
    assert!(!after(Outcome::Refused, false));
}
