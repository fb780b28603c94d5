//! Every finding about the line has its words, with everything filled in, in both languages.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::*;
use crate::appliance::router::{Link4, Link6, Protocol};
use crate::locale::Locale;

const ALL: &[Verdict] = &[
    Verdict::Unknown,
    Verdict::NoNetwork,
    Verdict::WrongClock,
    Verdict::Open,
    Verdict::NoHairpin,
    Verdict::Ipv6Only,
    Verdict::Ipv4Unproven,
    Verdict::Ipv4ByHand,
    Verdict::Unproven,
    Verdict::NoName,
    Verdict::Blocked,
    Verdict::Stranger,
    Verdict::PortTaken,
    Verdict::NoPortControl,
    Verdict::Refused,
    Verdict::Ipv6Closed,
    Verdict::SharedAddress,
    Verdict::SecondRouter,
];

fn mapping(ipv4: Outcome, wan: Wan) -> Mapping {
    let v4 = Link4 {
        address: Ipv4Addr::new(192, 168, 77, 10),
        router: Some(Ipv4Addr::new(192, 168, 77, 1)),
    };
    let v6 = Link6 { address: "2a0e:ffff:77::10".parse().unwrap(), router: None, scope: 2 };
    let home = Home { v4: Some(v4), v6: Some(v6) };
    Mapping { ipv4, ipv6: Outcome::NoControl, wan, home, model: String::new() }
}

fn mapped() -> Outcome {
    Outcome::Mapped { by: Protocol::Upnp, lease: Duration::from_secs(3600) }
}

fn assert_words(finding: &Finding) {
    for locale in [Locale::En, Locale::Fr] {
        let sentence = finding.sentence(locale);
        assert!(!sentence.contains(['…', '{', '}']), "{}: {sentence}", finding.code);
        match finding.action(locale) {
            Some(action) => assert!(!action.contains(['{', '}']), "{}: {action}", finding.code),
            None => assert_ne!(finding.mood, Bad, "{}: no action", finding.code),
        }
    }
}

#[test]
fn every_verdict_has_a_sentence_and_a_red_one_an_action() {
    let outcomes = [
        mapped(),
        Outcome::NoControl,
        Outcome::Refused("606".into()),
        Outcome::Taken { holder: Some([192, 168, 77, 20].into()) },
        Outcome::Taken { holder: None },
    ];
    for verdict in ALL {
        for outcome in &outcomes {
            if *verdict == Verdict::Refused && !matches!(outcome, Outcome::Refused(_)) {
                continue;
            }
            for model in ["", "FRITZ!Box 7590", "Livebox 6", "Speedport Smart"] {
                let mut mapping = mapping(outcome.clone(), Wan::Unknown);
                mapping.model = model.into();
                assert_words(&port443(*verdict, Some(&mapping)));
            }
        }
    }
    assert_words(&port443(Verdict::Unknown, None));
}

#[test]
fn every_kind_of_line_has_a_sentence() {
    for wan in [
        Wan::Unknown,
        Wan::Nothing,
        Wan::Address([100, 64, 0, 2].into()),
        Wan::Address([192, 168, 1, 2].into()),
        Wan::Address([192, 0, 1, 2].into()),
    ] {
        for outcome in [mapped(), Outcome::NoRouterNeeded, Outcome::NoControl] {
            let mapping = mapping(outcome, wan);
            assert_words(&ipv4(Some(&mapping)));
            assert_words(&ipv6(Some(&mapping)));
        }
    }
    let nothing = Mapping::default();
    for mapping in [None, Some(&nothing)] {
        assert_words(&ipv4(mapping));
        assert_words(&ipv6(mapping));
        for answered in [None, Some(true), Some(false)] {
            assert_words(&internet(mapping.map(|mapping| &mapping.home), answered));
        }
    }
}

#[test]
fn a_shared_address_is_named_even_though_the_router_said_yes() {
    for (wan, code) in [
        (Wan::Address([100, 64, 0, 2].into()), "ipv4-shared"),
        (Wan::Address([192, 0, 0, 2].into()), "ipv4-shared"),
        (Wan::Nothing, "ipv4-shared-nothing"),
        (Wan::Address([10, 0, 0, 2].into()), "ipv4-second-router"),
        (Wan::Address([192, 0, 1, 2].into()), "ipv4-public"),
    ] {
        assert_eq!(ipv4(Some(&mapping(mapped(), wan))).code, code);
    }
}

#[test]
fn the_machine_that_holds_the_port_is_named() {
    let holder = Some([192, 168, 77, 20].into());
    let mapping = mapping(Outcome::Taken { holder }, Wan::Unknown);
    let sentence = port443(Verdict::PortTaken, Some(&mapping)).sentence(Locale::En);
    assert!(sentence.contains("192.168.77.20"), "{sentence}");
}

#[test]
fn opening_by_hand_names_our_address_and_the_help_fits_the_router() {
    let mut mapping = mapping(Outcome::Refused("606".into()), Wan::Unknown);
    let action =
        |mapping: &Mapping, verdict| port443(verdict, Some(mapping)).action(Locale::En).unwrap();
    assert!(action(&mapping, Verdict::NoPortControl).contains("lead to 192.168.77.10"));
    mapping.model = "FRITZ!Box 7590".into();
    assert!(action(&mapping, Verdict::Refused).contains("independent port sharing"));
}
