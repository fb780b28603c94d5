//! The home's router: willing, forgetful, occupied, lying and hostile ones.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use nichoir::appliance::router::{Outcome, Protocol, Wan};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::support::router::{Behind, FakeRouter, Packets, Page, Pages};

const PUBLIC: Ipv4Addr = Ipv4Addr::new(192, 0, 1, 2);
/// A try has three seconds; the machine that tests may be slow.
const BUDGET: Duration = Duration::from_secs(5);

/// A NAT-PMP router that grants what it is asked for, with this address outside, port and lifetime.
fn nat_pmp(epoch: Arc<AtomicU32>, wan: Ipv4Addr, port: Option<u16>, lifetime_s: u32) -> Packets {
    Box::new(move |question| {
        let epoch = epoch.load(Ordering::Relaxed).to_be_bytes();
        match question {
            [0, 0] => vec![[&[0, 128, 0, 0][..], &epoch, &wan.octets()].concat()],
            [0, 2, _, _, a, b, c, d, life @ ..] => {
                let external = match port {
                    Some(port) if life != [0; 4] => port.to_be_bytes(),
                    _ => [*c, *d],
                };
                let granted = if life == [0; 4] { 0 } else { lifetime_s }.to_be_bytes();
                vec![[&[0, 130, 0, 0][..], &epoch, &[*a, *b], &external, &granted].concat()]
            }
            // It does not know PCP.
            [2, operation, ..] => vec![[&[0, 128 | *operation, 0, 1][..], &epoch].concat()],
            _ => Vec::new(),
        }
    })
}

fn asks_for_443(question: &[u8]) -> bool {
    matches!(question, [0, 2, _, _, _, _, 1, 187, rest @ ..] if rest != [0; 4])
}

const DEVICE: &str = "<?xml version=\"1.0\"?><root xmlns=\"urn:schemas-upnp-org:device-1-0\"><device>\
    <friendlyName>FRITZ!Box 7590</friendlyName><modelName>FRITZ!Box</modelName><serviceList><service>\
    <serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>\
    <controlURL>CONTROL</controlURL><SCPDURL>/schema.xml</SCPDURL></service></serviceList></device></root>";

/// A UPnP router; `act` says what comes of an action: the elements of an answer, or an error code.
fn upnp(act: impl Fn(&str, &str) -> Result<String, u16> + Send + Sync + 'static) -> Pages {
    Box::new(move |path, body| match path {
        "/rootDesc.xml" => Page::Is(200, DEVICE.replace("CONTROL", "/control")),
        "/schema.xml" => Page::Is(200, schema()),
        "/control" => {
            let actions = [
                "GetExternalIPAddress",
                "AddPortMapping",
                "GetGenericPortMappingEntry",
                "GetSpecificPortMappingEntry",
            ];
            let action = actions.into_iter().find(|name| body.contains(&format!(":{name}")));
            let action = action.unwrap_or_default();
            let said = match act(action, body) {
                Ok(said) => {
                    format!("<u:{action}Response xmlns:u=\"u\">{said}</u:{action}Response>")
                }
                Err(code) => format!(
                    "<s:Fault><detail><UPnPError><errorCode>{code}</errorCode>\
                     <errorDescription>no</errorDescription></UPnPError></detail></s:Fault>"
                ),
            };
            let page = format!("<s:Envelope xmlns:s=\"s\"><s:Body>{said}</s:Body></s:Envelope>");
            Page::Is(200, page)
        }
        _ => Page::Is(404, String::new()),
    })
}

fn schema() -> String {
    let arguments = [
        "NewRemoteHost",
        "NewExternalPort",
        "NewProtocol",
        "NewInternalPort",
        "NewInternalClient",
        "NewEnabled",
        "NewPortMappingDescription",
        "NewLeaseDuration",
    ];
    let arguments: String = arguments
        .iter()
        .map(|name| format!("<argument><name>{name}</name><direction>in</direction></argument>"))
        .collect();
    format!(
        "<scpd><actionList><action><name>AddPortMapping</name><argumentList>{arguments}\
         </argumentList></action></actionList></scpd>"
    )
}

fn outside() -> String {
    format!("<NewExternalIPAddress>{PUBLIC}</NewExternalIPAddress>")
}

#[tokio::test]
async fn before_the_claim_the_router_is_not_asked() {
    let epoch = Arc::new(AtomicU32::new(9));
    let mut router = FakeRouter::of_packets(nat_pmp(epoch, PUBLIC, None, 3600)).await;
    let home = Behind::new(&router).await;
    let early = timeout(Duration::from_millis(300), router.asked.recv()).await;
    assert!(early.is_err(), "{early:?}");
    home.claim();
    router.question(asks_for_443).await;
}

#[tokio::test]
async fn a_willing_router_gives_both_ports_and_its_address() {
    let epoch = Arc::new(AtomicU32::new(9));
    let mut router = FakeRouter::of_packets(nat_pmp(epoch, PUBLIC, None, 3600)).await;
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    let lease = Duration::from_secs(3600);
    assert_eq!(mapping.ipv4, Outcome::Mapped { by: Protocol::NatPmp, lease });
    assert_eq!(mapping.wan, Wan::Address(PUBLIC));
    assert_eq!(home.node.app.appliance.addresses.borrow().ipv4, Some(PUBLIC));
    router.question(|question| question.starts_with(&[0, 2, 0, 0, 0, 80, 0, 80])).await;
}

#[tokio::test]
async fn a_restarted_router_is_asked_again_at_once() {
    let epoch = Arc::new(AtomicU32::new(5000));
    let mut router = FakeRouter::of_packets(nat_pmp(epoch.clone(), PUBLIC, None, 3600)).await;
    let _home = Behind::claimed(&router).await;
    router.question(asks_for_443).await;
    epoch.store(3, Ordering::Relaxed);
    router.question(asks_for_443).await;
}

#[tokio::test]
async fn a_new_address_outside_is_noticed() {
    let epoch = Arc::new(AtomicU32::new(9));
    let (first, second) = (nat_pmp(epoch.clone(), PUBLIC, None, 3600), {
        let moved = Ipv4Addr::new(192, 0, 1, 77);
        nat_pmp(epoch, moved, None, 3600)
    });
    let moved = Arc::new(AtomicU32::new(0));
    let switch = moved.clone();
    let packets: Packets = Box::new(move |question| match switch.load(Ordering::Relaxed) {
        0 => first(question),
        _ => second(question),
    });
    let router = FakeRouter::of_packets(packets).await;
    let home = Behind::claimed(&router).await;
    home.mapping(|mapping| mapping.wan == Wan::Address(PUBLIC)).await;
    moved.store(1, Ordering::Relaxed);
    let new = Ipv4Addr::new(192, 0, 1, 77);
    home.mapping(|mapping| mapping.wan == Wan::Address(new)).await;
    assert_eq!(home.node.app.appliance.addresses.borrow().ipv4, Some(new));
}

#[tokio::test]
async fn another_port_is_given_back() {
    let epoch = Arc::new(AtomicU32::new(9));
    let mut router = FakeRouter::of_packets(nat_pmp(epoch, PUBLIC, Some(1024), 3600)).await;
    let home = Behind::claimed(&router).await;
    assert_eq!(home.mapping(|_| true).await.ipv4, Outcome::Taken { holder: None });
    router.question(|question| question == [0, 2, 0, 0, 1, 187, 0, 0, 0, 0, 0, 0]).await;
}

#[tokio::test]
async fn an_address_that_is_not_public_is_nobody_s_address() {
    let mut tries = JoinSet::new();
    for lie in [[10, 0, 0, 1], [127, 0, 0, 1], [224, 0, 0, 1], [100, 64, 0, 2], [0, 0, 0, 0]] {
        tries.spawn(async move {
            let epoch = Arc::new(AtomicU32::new(9));
            let packets = nat_pmp(epoch, lie.into(), None, u32::MAX);
            let router = FakeRouter::of_packets(packets).await;
            let home = Behind::claimed(&router).await;
            let mapping = home.mapping(|_| true).await;
            assert!(mapping.wan.is_shared(), "{lie:?}");
            let lease = Duration::from_secs(3600);
            assert_eq!(mapping.ipv4, Outcome::Mapped { by: Protocol::NatPmp, lease });
            assert_eq!(home.node.app.appliance.addresses.borrow().ipv4, None, "{lie:?}");
        });
    }
    tries.join_all().await;
}

#[tokio::test]
async fn a_lifetime_of_nothing_is_a_refusal() {
    let epoch = Arc::new(AtomicU32::new(9));
    let router = FakeRouter::of_packets(nat_pmp(epoch, PUBLIC, None, 0)).await;
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    assert!(matches!(mapping.ipv4, Outcome::Refused(_)), "{mapping:?}");
}

#[tokio::test]
async fn a_flood_of_nonsense_is_no_answer_and_costs_no_more_than_a_try() {
    let router = FakeRouter::of_packets(Box::new(|_| vec![vec![0xff; 1400]; 500])).await;
    let began = Instant::now();
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    assert_eq!((mapping.ipv4, mapping.wan), (Outcome::NoControl, Wan::Unknown));
    assert!(began.elapsed() < BUDGET, "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_answer_of_somebody_else_in_the_house_is_none() {
    let liar = Arc::new(UdpSocket::bind("127.77.1.1:0").await.unwrap());
    let mut router = FakeRouter::of_packets(Box::new(|_| Vec::new())).await;
    // It hears who asks, as a neighbour on the same Wi-Fi would, and answers first.
    let front = UdpSocket::bind((router.address, 0)).await.unwrap();
    router.doors.packets = front.local_addr().unwrap().port();
    let answer = nat_pmp(Arc::new(AtomicU32::new(9)), PUBLIC, None, 3600);
    tokio::spawn(async move {
        let mut buffer = [0; 1500];
        while let Ok((length, from)) = front.recv_from(&mut buffer).await {
            for packet in answer(&buffer[..length]) {
                let _ = liar.send_to(&packet, from).await;
            }
        }
    });
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    assert_eq!((mapping.ipv4, mapping.wan), (Outcome::NoControl, Wan::Unknown));
}

#[tokio::test]
async fn a_upnp_router_gives_the_port_its_address_and_its_name() {
    let pages = upnp(|action, _| match action {
        "GetExternalIPAddress" => Ok(outside()),
        "AddPortMapping" => Ok(String::new()),
        _ => Err(714),
    });
    let mut router = FakeRouter::of_pages(pages).await;
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    let lease = Duration::from_secs(3600);
    assert_eq!(mapping.ipv4, Outcome::Mapped { by: Protocol::Upnp, lease });
    assert_eq!(mapping.wan, Wan::Address(PUBLIC));
    assert!(mapping.model.contains("FRITZ!Box 7590"), "{}", mapping.model);
    let is_mapping = |question: &[u8]| {
        let text = String::from_utf8_lossy(question);
        text.contains("<NewExternalPort>443<") && text.contains("<NewInternalClient>127.0.0.1<")
    };
    router.question(is_mapping).await;
    // The router has no such entry when asked for it: the port is asked for anew.
    router.question(is_mapping).await;
}

#[tokio::test]
async fn a_router_without_an_address_is_no_way_in_though_it_says_yes() {
    let pages = upnp(|action, _| match action {
        "GetExternalIPAddress" => Ok("<NewExternalIPAddress></NewExternalIPAddress>".into()),
        _ => Ok(String::new()),
    });
    let router = FakeRouter::of_pages(pages).await;
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    assert!(matches!(mapping.ipv4, Outcome::Mapped { .. }));
    assert_eq!(mapping.wan, Wan::Nothing);
    assert_eq!(home.node.app.appliance.addresses.borrow().ipv4, None);
}

#[tokio::test]
async fn whoever_holds_the_port_is_named() {
    let entry = |port: u16| {
        format!(
            "<NewRemoteHost/><NewExternalPort>{port}</NewExternalPort><NewProtocol>TCP</NewProtocol>\
             <NewInternalPort>{port}</NewInternalPort><NewInternalClient>192.168.77.20\
             </NewInternalClient><NewEnabled>1</NewEnabled><NewPortMappingDescription>nas\
             </NewPortMappingDescription><NewLeaseDuration>0</NewLeaseDuration>"
        )
    };
    let pages = upnp(move |action, body| match action {
        "GetExternalIPAddress" => Ok(outside()),
        "AddPortMapping" => Err(718),
        _ if body.contains("<NewPortMappingIndex>0<") => Ok(entry(8080)),
        _ => Ok(entry(443)),
    });
    let router = FakeRouter::of_pages(pages).await;
    let home = Behind::claimed(&router).await;
    let holder = Some(Ipv4Addr::new(192, 168, 77, 20).into());
    assert_eq!(home.mapping(|_| true).await.ipv4, Outcome::Taken { holder });
}

#[tokio::test]
async fn a_list_without_end_of_other_ports_is_left_at_a_bound() {
    let pages = upnp(|action, _| {
        match action {
        "AddPortMapping" => Err(718),
        "GetExternalIPAddress" => Ok(outside()),
        _ => Ok("<NewRemoteHost/><NewExternalPort>1</NewExternalPort><NewProtocol>TCP</NewProtocol>\
                 <NewInternalPort>1</NewInternalPort><NewInternalClient>10.0.0.1</NewInternalClient>\
                 <NewEnabled>1</NewEnabled><NewPortMappingDescription/><NewLeaseDuration>0\
                 </NewLeaseDuration>"
            .into()),
    }
    });
    let router = FakeRouter::of_pages(pages).await;
    let began = Instant::now();
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    assert!(!matches!(mapping.ipv4, Outcome::Mapped { .. }), "{mapping:?}");
    assert!(began.elapsed() < BUDGET, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_router_that_points_elsewhere_sends_us_nowhere() {
    let elsewhere = TcpListener::bind("127.77.1.2:0").await.unwrap();
    let url = format!("http://{}", elsewhere.local_addr().unwrap());
    let location = format!("{url}/rootDesc.xml");
    let searched = FakeRouter::new(
        Box::new(|_| Vec::new()),
        |_| Some(location.clone()),
        upnp(|_, _| Err(501)),
    );
    let searched = searched.await;
    let described = FakeRouter::of_pages(Box::new(move |_, _| {
        Page::Is(200, DEVICE.replace("CONTROL", &format!("{url}/control")))
    }));
    for router in [searched, described.await] {
        let home = Behind::claimed(&router).await;
        assert_eq!(home.mapping(|_| true).await.ipv4, Outcome::NoControl);
    }
    let visitor = timeout(Duration::from_millis(50), elsewhere.accept()).await;
    assert!(visitor.is_err(), "{visitor:?}");
}

#[tokio::test]
async fn hostile_xml_is_no_router_and_costs_no_more_than_a_try() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\">\
                <!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">\
                <!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">\
                <!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\"><!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">\
                ]><root><device>&g;</device></root>";
    let pages = [
        Page::Is(200, "<a>".repeat(300_000)),
        Page::Is(200, format!("<root>{}</root>", "x".repeat(2 << 20))),
        Page::Is(200, bomb.into()),
        Page::Is(200, "<!DOCTYPE html><p>Please sign in".into()),
        Page::Is(200, "\u{0}\u{fffd}<<<>>>".into()),
        Page::Is(500, String::new()),
        Page::Stalls("<root><device>".into()),
    ];
    let mut tries = JoinSet::new();
    for (index, page) in pages.into_iter().enumerate() {
        tries.spawn(async move {
            let router = FakeRouter::of_pages(Box::new(move |_, _| page.clone())).await;
            let began = Instant::now();
            let home = Behind::claimed(&router).await;
            let mapping = home.mapping(|_| true).await;
            assert_eq!(mapping.ipv4, Outcome::NoControl, "page {index}");
            assert!(began.elapsed() < BUDGET, "page {index}: {:?}", began.elapsed());
        });
    }
    tries.join_all().await;
}

#[tokio::test]
async fn a_router_that_is_hostile_only_when_asked_to_act_is_refused() {
    let pages: Pages = Box::new(|path, _| match path {
        "/rootDesc.xml" => Page::Is(200, DEVICE.replace("CONTROL", "/control")),
        "/schema.xml" => Page::Is(200, schema()),
        _ => Page::Stalls("<s:Envelope>".into()),
    });
    let router = FakeRouter::of_pages(pages).await;
    let began = Instant::now();
    let home = Behind::claimed(&router).await;
    let mapping = home.mapping(|_| true).await;
    assert_eq!((mapping.ipv4, mapping.wan), (Outcome::NoControl, Wan::Unknown));
    assert!(began.elapsed() < BUDGET, "{:?}", began.elapsed());
}
