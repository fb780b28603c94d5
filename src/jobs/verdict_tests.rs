//! What becomes of a delivery and its host after an attempt.

use super::*;
use crate::id::{DeliveryId, InboxId, OutgoingId};

const NOW: i64 = 1_700_000_000_000;

fn visit(host: i64, outcomes: Vec<Outcome>) -> Visit {
    let letter = |number| Waiting {
        id: DeliveryId::new(number),
        outgoing_id: OutgoingId::new(1),
        inbox_id: InboxId::new(number),
        inbox_url: String::new(),
        attempts: 0,
    };
    let results = (1..).map(letter).zip(outcomes).collect();
    Visit { host: HostId::new(host), failures: 0, results, dialect: None }
}

fn unreachable() -> Outcome {
    Outcome::Unreachable("no connection".into())
}

fn failed(after_ms: Option<i64>) -> Outcome {
    Outcome::HostFailed { error: "answered 503".into(), after_ms }
}

fn judged(visits: Vec<Visit>) -> Vec<Ending> {
    let verdicts = of(visits, &mut Line::default(), NOW, &Random::seeded(1));
    verdicts.into_iter().map(|verdict| verdict.ending).collect()
}

#[test]
fn one_unreachable_host_is_to_blame_itself() {
    let endings = judged(vec![visit(1, vec![unreachable()]), visit(2, vec![Outcome::Delivered])]);
    assert!(matches!(endings[..], [Ending::Failed { .. }, Ending::Answered]));
}

#[test]
fn when_nobody_can_be_reached_nobody_is_blamed() {
    let visits = (1..=4).map(|host| visit(host, vec![unreachable()])).collect();
    assert!(judged(visits).iter().all(|ending| matches!(ending, Ending::Waits { .. })));
}

#[test]
fn a_host_that_takes_one_of_two_is_well() {
    let endings = judged(vec![visit(1, vec![failed(None), Outcome::Delivered])]);
    assert!(matches!(endings[..], [Ending::Answered]));
}

#[test]
fn a_host_that_says_when_is_asked_then() {
    let endings = judged(vec![visit(1, vec![failed(Some(90_000))])]);
    let [Ending::Failed { again_ms, .. }] = endings[..] else { panic!("not failed") };
    assert_eq!(again_ms, NOW + 90_000);
}
