//! The table of lines that there are.

use super::Verdict::*;
use super::*;
use crate::appliance::line::ways::Way;

fn judge(v4: Way, v6: Way, seen: Option<&Seen>) -> Verdict {
    let ways = Some(Ways { v4, v6 });
    verdict(Facts { clock_is_right: true, ways, seen, hairpin: None })
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
    assert_eq!(judge(Way::Taken, Way::Open, Some(&Seen::Us)), PortTaken);
    assert_eq!(judge(Way::Closed, Way::Open, Some(&Seen::Us)), Open, "opened by hand, it seems");
}

#[test]
fn a_missing_hairpin_is_a_note_and_only_after_a_proof() {
    let facts = |seen, hairpin, v6| {
        let ways = Some(Ways { v4: Way::Open, v6 });
        verdict(Facts { clock_is_right: true, ways, seen, hairpin })
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
        verdict(Facts { clock_is_right: false, ways, seen: None, hairpin: None })
    };
    assert_eq!(facts(Way::Open), WrongClock);
    assert_eq!(facts(Way::Closed), NoPortControl);
}

#[test]
fn nothing_is_said_before_the_router_was_asked() {
    let facts = Facts { clock_is_right: true, ways: None, seen: Some(&Seen::Us), hairpin: None };
    assert_eq!(verdict(facts), Unknown);
}
