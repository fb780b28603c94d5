//! What the kernel writes, word for word.

use super::*;

const HEAD: &str =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const NOWHERE: &str = "00000000000000000000000000000000";

fn number(address: [u8; 4]) -> String {
    format!("{:08X}", u32::from_ne_bytes(address))
}

#[test]
fn the_default_route_of_the_lowest_metric_counts() {
    let (cable, radio) = (number([192, 168, 77, 1]), number([10, 0, 0, 1]));
    let text = format!(
        "{HEAD}wlan0\t00000000\t{radio}\t0003\t0\t0\t600\t00000000\t0\t0\t0\n\
         eth0\t00000000\t{cable}\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
         eth0\t{}\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
        number([192, 168, 77, 0])
    );
    let route = default_v4(&text).unwrap();
    assert_eq!(route.interface, "eth0");
    assert_eq!(route.router, Some(Ipv4Addr::new(192, 168, 77, 1)));
}

#[test]
fn half_of_the_internet_is_no_default_route() {
    let text =
        format!("{HEAD}tun0\t00000000\t{}\t0003\t0\t0\t0\t00000080\t0\t0\t0\n", number([10; 4]));
    assert_eq!(default_v4(&text), None);
}

#[test]
fn a_dialled_line_has_no_router() {
    let text = format!("{HEAD}ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n");
    assert_eq!(default_v4(&text), Some(Route { interface: "ppp0".into(), router: None }));
}

#[test]
fn the_router_of_ipv6_is_a_neighbour_on_an_interface() {
    let text = format!(
        "fd000000000000000000000000000000 40 {NOWHERE} 00 {NOWHERE} 00000100 00000001 00000000 00000001     eth0\n\
         {NOWHERE} 00 {NOWHERE} 00 fe8000000000000000fc00fffe000001 00000400 00000002 00000000 00000003     eth0\n\
         {NOWHERE} 00 {NOWHERE} 00 {NOWHERE} ffffffff 00000001 00000000 00200200       lo\n"
    );
    let route = default_v6(&text).unwrap();
    assert_eq!(route.interface, "eth0");
    assert_eq!(route.router, Some("fe80::fc:ff:fe00:1".parse().unwrap()));
}

#[test]
fn only_addresses_in_use_count_and_those_of_a_day_are_marked() {
    let text = "2a0000000000000000000000000000aa 04 40 00 00     eth0\n\
                2a0000000000000000000000000000bb 04 40 00 01     eth0\n\
                2a0000000000000000000000000000cc 04 40 00 20     eth0\n\
                2a0000000000000000000000000000dd 04 40 00 40     eth0\n\
                fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n\
                00000000000000000000000000000001 01 80 10 80       lo\n";
    let found = addresses_v6(text);
    let last: Vec<_> = found.iter().map(|found| found.address.segments()[7]).collect();
    assert_eq!(last, [0xaa, 0xbb]);
    assert_eq!(found.iter().map(|found| found.is_temporary).collect::<Vec<_>>(), [false, true]);
    assert_eq!(found[0].scope, 4);
}

#[test]
fn rubbish_is_no_route() {
    for text in ["", "\n\n", HEAD, "eth0 00000000", "\u{0}\u{0}", "a b c d e f g h i j k\na"] {
        assert_eq!(default_v4(text), None);
        assert_eq!(default_v6(text), None);
        assert!(addresses_v6(text).is_empty());
    }
}
