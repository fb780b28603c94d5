//! The table of lines that there are.

use super::Verdict::*;
use super::*;
use crate::appliance::line::ways::Way;

const V4: Families = Families { v4: true, v6: false };
const V6: Families = Families { v4: false, v6: true };

fn judge(v4: Way, v6: Way, seen: Option<&Seen>) -> Verdict {
    judge_over(v4, v6, seen, Families::default())
}

fn judge_over(v4: Way, v6: Way, seen: Option<&Seen>, over: Families) -> Verdict {
    let ways = Some(Ways { v4, v6 });
    verdict(Facts { clock_is_right: true, ways, seen, over, hairpin: None })
}

#[test]
fn that_the_router_says_yes_is_no_proof() {
    let nobody = Seen::Nobody("timeout".into());
    let stranger = Seen::SomebodyElse("404".into());
    let no_name = Seen::NoName("NXDOMAIN".into());
    for (seen, expected) in [
        (None, Unproven),
        (Some(&Seen::Us), Open),
        (Some(&nobody), Blocked),
        (Some(&stranger), Stranger),
        (Some(&no_name), NoName),
    ] {
        assert_eq!(judge(Way::Open, Way::None, seen), expected, "{seen:?}");
    }
}

#[test]
fn each_line_has_its_name() {
    let nobody = Seen::Nobody("timeout".into());
    for (v4, v6, expected) in [
        (Way::Closed, Way::None, NoPortControl),
        (Way::Closed, Way::Closed, NoPortControl),
        (Way::Closed, Way::Open, NoPortControl),
        (Way::Refused, Way::None, Refused),
        (Way::Taken, Way::None, PortTaken),
        (Way::Taken, Way::Open, PortTaken),
        (Way::Shared, Way::None, SharedAddress),
        (Way::Second, Way::None, SecondRouter),
        (Way::Shared, Way::Closed, Ipv6Closed),
        (Way::None, Way::Closed, Ipv6Closed),
        (Way::None, Way::None, NoNetwork),
    ] {
        assert_eq!(judge(v4, v6, None), expected, "{v4:?} {v6:?}");
        assert_eq!(judge(v4, v6, Some(&nobody)), expected, "{v4:?} {v6:?}");
    }
}

#[test]
fn with_a_shared_address_ipv6_is_the_way() {
    for v4 in [Way::None, Way::Shared, Way::Second] {
        assert_eq!(judge(v4, Way::Open, None), Unproven);
        assert_eq!(judge(v4, Way::Open, Some(&Seen::Us)), Ipv6Only);
        assert_eq!(judge(v4, Way::Closed, Some(&Seen::Us)), Ipv6Only, "no firewall");
    }
}

#[test]
fn a_proof_outranks_whatever_the_router_says() {
    for v4 in [Way::Closed, Way::Refused, Way::Taken, Way::Shared, Way::None] {
        assert_eq!(judge(v4, Way::None, Some(&Seen::Us)), Open, "{v4:?}");
    }
}

#[test]
fn over_ipv6_alone_the_port_may_still_be_somebody_else_s() {
    let judge = |v4| judge_over(v4, Way::Open, Some(&Seen::Us), V6);
    assert_eq!(judge(Way::Taken), PortTaken);
    assert_eq!(judge(Way::Closed), Ipv4ByHand);
    assert_eq!(judge(Way::Refused), Ipv4ByHand);
    assert_eq!(judge(Way::Open), Ipv4Unproven);
}

#[test]
fn whoever_came_over_ipv4_has_proved_it_whatever_the_router_says() {
    for v4 in [Way::Open, Way::Closed, Way::Refused, Way::Taken, Way::Shared, Way::Second] {
        assert_eq!(judge_over(v4, Way::Open, Some(&Seen::Us), V4), Open, "{v4:?}");
        assert_eq!(judge_over(v4, Way::Open, Some(&Seen::Us), V4.and(V6)), Open, "{v4:?}");
    }
}

#[test]
fn a_missing_hairpin_is_a_note_and_only_after_a_proof() {
    let facts = |seen, hairpin, v6| {
        let ways = Some(Ways { v4: Way::Open, v6 });
        verdict(Facts { clock_is_right: true, ways, seen, over: V4, hairpin })
    };
    assert_eq!(facts(Some(&Seen::Us), Some(false), Way::None), NoHairpin);
    assert_eq!(facts(Some(&Seen::Us), Some(true), Way::None), Open);
    assert_eq!(facts(Some(&Seen::Us), Some(false), Way::Open), Open, "IPv6 needs none");
    assert_eq!(facts(None, Some(false), Way::None), Unproven);
}

#[test]
fn a_wrong_clock_delays_the_proof_but_not_what_can_be_done_by_hand() {
    let facts = |v4| {
        let ways = Some(Ways { v4, v6: Way::None });
        verdict(Facts { clock_is_right: false, ways, seen: None, over: V4, hairpin: None })
    };
    assert_eq!(facts(Way::Open), WrongClock);
    assert_eq!(facts(Way::Closed), NoPortControl);
}

#[test]
fn nothing_is_said_before_the_router_was_asked() {
    let (seen, over) = (Some(&Seen::Us), V4);
    let facts = Facts { clock_is_right: true, ways: None, seen, over, hairpin: None };
    assert_eq!(verdict(facts), Unknown);
}
