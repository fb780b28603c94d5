//! The DNS name: follows our addresses, is watched where the owner pastes, and believes no liar.

use std::time::Duration;

use hickory_proto::rr::rdata::{A, CNAME, NS, SOA};
use hickory_proto::rr::{Name, RData, RecordType};
use nichoir::app::App;
use nichoir::appliance::addresses::Addresses;
use nichoir::appliance::finding::{Finding, Mood, Topic};
use nichoir::appliance::name::{self, Mirror, Names, Pointing, Provider, form, provider};
use nichoir::appliance::router::{Home, Link4, Mapping};
use nichoir::appliance::wanted::{self, Wanted};
use nichoir::locale::Locale;
use nichoir::net::Net;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::dns::{Dns, Lie, SECRET, ZONE};
use crate::support::node::{HOST, Node};
use crate::support::scripted::{Page, Web};

/// A node that asks `dns` and whose name is wanted.
async fn node(dns: &Dns) -> Node {
    node_that_sees_itself_in(Mirror { v4: String::new(), v6: String::new() }, dns).await
}

async fn node_that_sees_itself_in(mirror: Mirror, dns: &Dns) -> Node {
    let mut node = Node::new(Net::pinned([].into())).await;
    node.app.appliance.names = Names::pinned(vec![dns.address], mirror);
    let (name, host) = ("ada".to_owned(), HOST.to_owned());
    wanted::tell(&node.app.appliance, Some(Wanted { name, handle_domain: host.clone(), host }));
    node
}

/// A keeper that stops with the test.
struct Keeper(JoinHandle<()>);

impl Keeper {
    fn start(app: &App) -> Self {
        Self(tokio::spawn(name::keep(app.clone())))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn own_server(dns: &Dns) -> Provider {
    let (server, secret) = (dns.address.to_string(), SECRET.to_owned());
    let fields = [("server", server), ("zone", ZONE.into()), ("key_name", "box".into())];
    let fields = fields.into_iter().chain([("secret", secret)]);
    form::from_form("rfc2136", &fields.map(|(k, v)| (k.to_owned(), v)).collect()).unwrap()
}

fn at_web(kind: &str, web: &Web) -> Provider {
    let api = format!("http://{}", web.address());
    serde_json::from_value(json!({ "kind": kind, "token": "hush", "api": api })).unwrap()
}

fn move_to(app: &App, ipv4: [u8; 4], ipv6: Option<&str>) {
    let ipv6 = ipv6.map(|text| text.parse().unwrap());
    app.appliance.addresses.send_replace(Addresses { ipv4: Some(ipv4.into()), ipv6 });
}

/// Waits until the checklist says `code`.
async fn says(app: &App, code: &str) -> Finding {
    hears(app, |finding| finding.code == code).await
}

/// Waits for a finding about the name that is `wanted`.
async fn hears(app: &App, wanted: impl Fn(&Finding) -> bool) -> Finding {
    let mut findings = app.appliance.findings.subscribe();
    let said = findings.wait_for(|all| all.get(&Topic::Name).is_some_and(&wanted));
    let waited = tokio::time::timeout(Duration::from_secs(15), said).await.is_ok();
    let now = app.appliance.findings.about(Topic::Name);
    assert!(waited, "it was never said; now {now:?}");
    now.unwrap()
}

#[tokio::test]
async fn an_address_change_reaches_dns_at_once() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    name::choose(app, own_server(&dns)).await.unwrap();
    let _keeper = Keeper::start(app);
    says(app, "name-no-address").await;

    move_to(app, [192, 0, 1, 7], Some("2001:470::7"));
    dns.has(HOST, RecordType::A, &["192.0.1.7"]).await;
    dns.has(HOST, RecordType::AAAA, &["2001:470::7"]).await;
    let good = says(app, "name-good").await;
    assert_eq!(good.sentence(Locale::En), "home.example leads here.");
    assert_eq!(*app.appliance.pointing.borrow(), Pointing::Here);

    move_to(app, [192, 0, 1, 8], None);
    dns.has(HOST, RecordType::A, &["192.0.1.8"]).await;
    // The router may only not have told it yet.
    dns.has(HOST, RecordType::AAAA, &["2001:470::7"]).await;
}

#[tokio::test]
async fn where_the_router_is_silent_the_world_is_asked_how_it_sees_us() {
    let (dns, web) = (Dns::new().await, Web::empty().await);
    let seen = format!("http://{}/4", web.address());
    let page = |text: &str| Page::new(200, text.to_owned());
    // The scripted web knows its pages as those of https.
    let url = seen.replace("http:", "https:");
    web.put(&url, page("192.0.1.7\n"));
    let node = node_that_sees_itself_in(Mirror { v4: seen, v6: String::new() }, &dns).await;
    let app = &node.app;
    let _keeper = Keeper::start(app);
    says(app, "name-no-address").await;
    let link = Link4 { address: [192, 168, 77, 10].into(), router: None };
    let silent = Mapping { home: Home { v4: Some(link), v6: None }, ..Mapping::default() };
    app.appliance.mapping.send_replace(Some(silent));
    let finding = says(app, "name-nowhere").await;
    assert_eq!(finding.values["records"], "home.example A 192.0.1.7");

    // When anything else about the line changes it is asked again at once, and no liar is believed.
    web.put(&url, page("192.0.1.8"));
    app.appliance
        .addresses
        .send_replace(Addresses { ipv4: None, ipv6: "2001:470::7".parse().ok() });
    let both = "home.example A 192.0.1.8 · home.example AAAA 2001:470::7";
    hears(app, |finding| finding.values.get("records").is_some_and(|it| it == both)).await;
    web.put(&url, page("192.168.1.1"));
    app.appliance
        .addresses
        .send_replace(Addresses { ipv4: None, ipv6: "2001:470::8".parse().ok() });
    let one = "home.example AAAA 2001:470::8";
    hears(app, |finding| finding.values.get("records").is_some_and(|it| it == one)).await;
}

#[tokio::test]
async fn a_restart_tells_the_provider_nothing_new() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    name::choose(app, own_server(&dns)).await.unwrap();
    move_to(app, [192, 0, 1, 7], None);
    let keeper = Keeper::start(app);
    says(app, "name-good").await;
    assert_eq!(dns.updates(), 1);

    drop(keeper);
    app.appliance.pointing.send_replace(Pointing::Unknown);
    let _keeper = Keeper::start(app);
    let mut pointing = app.appliance.pointing.subscribe();
    pointing.wait_for(|pointing| *pointing == Pointing::Here).await.unwrap();
    assert_eq!(dns.updates(), 1);
}

#[tokio::test]
async fn pasted_records_are_watched_for() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    move_to(app, [192, 0, 1, 7], Some("2001:470::7"));
    let _keeper = Keeper::start(app);
    let finding = says(app, "name-nowhere").await;
    let action = finding.action(Locale::En).unwrap();
    assert!(
        action.contains("home.example A 192.0.1.7 · home.example AAAA 2001:470::7"),
        "{action}"
    );
    assert_eq!(*app.appliance.pointing.borrow(), Pointing::Nowhere);

    dns.put(HOST, RData::A(A([192, 0, 1, 9].into())));
    name::look_now(&app.appliance);
    let finding = says(app, "name-elsewhere").await;
    assert!(finding.sentence(Locale::Fr).contains("192.0.1.9"), "{finding:?}");
    assert_eq!(*app.appliance.pointing.borrow(), Pointing::Elsewhere);

    dns.put(HOST, RData::A(A([192, 0, 1, 7].into())));
    name::look_now(&app.appliance);
    says(app, "name-good").await;
    assert_eq!(*app.appliance.pointing.borrow(), Pointing::Here);
}

#[tokio::test]
async fn a_server_that_refuses_or_lies_is_told_apart_and_nothing_is_lost() {
    let mut stories = tokio::task::JoinSet::new();
    for (lie, hint) in [
        (Lie::BadKey, "refused our key"),
        (Lie::BadTime, "agree on the time"),
        (Lie::Refused, "does not let us change home.example"),
        (Lie::WrongId, "not to our question"),
        (Lie::OtherKey, "signature does not hold"),
        (Lie::Unsigned, "not signed"),
        (Lie::Garbage, "cannot be used"),
        (Lie::Huge, "too long"),
        (Lie::OtherPort, "does not answer"),
        (Lie::Silent, "does not answer"),
    ] {
        stories.spawn(async move {
            let dns = Dns::new().await;
            dns.lie(Some(lie));
            let node = node(&dns).await;
            let error = name::choose(&node.app, own_server(&dns)).await.unwrap_err();
            assert!(error.message().contains(hint), "{lie:?}: {error}");
            let kept = node.app.store.read(provider::load).await.unwrap();
            assert_eq!(kept, Provider::Manual, "{lie:?}");
            let french = name::explain(&error, Locale::Fr, HOST);
            assert!(french.contains("DNS") && !error.message().contains(&french), "{french}");
        });
    }
    while let Some(story) = stories.join_next().await {
        story.unwrap();
    }
}

#[tokio::test]
async fn a_wrong_key_and_a_wrong_zone_are_refused_before_anything_is_kept() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let mut wrong = serde_json::to_value(own_server(&dns)).unwrap();
    wrong["secret"] = "d3Jvbmc=".into();
    let error = name::choose(&node.app, serde_json::from_value(wrong).unwrap()).await.unwrap_err();
    assert!(error.message().contains("refused our key for home.example"), "{error}");
    let mut wrong = serde_json::to_value(own_server(&dns)).unwrap();
    wrong["zone"] = "other.example".into();
    let error = name::choose(&node.app, serde_json::from_value(wrong).unwrap()).await.unwrap_err();
    assert!(error.message().contains("not in the zone other.example"), "{error}");
}

#[tokio::test]
async fn the_zone_is_asked_for_if_nobody_named_it() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let mut open = serde_json::to_value(own_server(&dns)).unwrap();
    open["zone"] = Value::Null;
    let open: Provider = serde_json::from_value(open).unwrap();
    let error = name::choose(&node.app, open.clone()).await.unwrap_err();
    assert!(error.message().contains("no zone that holds home.example"), "{error}");
    let nobody = Name::from_ascii("nobody.home.example.").unwrap();
    dns.put(ZONE, RData::SOA(SOA::new(nobody.clone(), nobody, 1, 60, 60, 600, 1)));
    name::choose(&node.app, open).await.unwrap();
}

#[tokio::test]
async fn a_failing_server_is_tried_again_when_the_address_changes() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    name::choose(app, own_server(&dns)).await.unwrap();
    dns.lie(Some(Lie::Refused));
    move_to(app, [192, 0, 1, 7], None);
    let _keeper = Keeper::start(app);
    let finding = says(app, "name-not-allowed").await;
    assert_eq!(finding.mood, Mood::Bad);
    assert!(finding.action(Locale::En).is_some());
    dns.lie(None);
    move_to(app, [192, 0, 1, 8], None);
    dns.has(HOST, RecordType::A, &["192.0.1.8"]).await;
    says(app, "name-good").await;
}

#[tokio::test]
async fn a_cut_answer_is_asked_for_again_by_tcp() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    dns.lie(Some(Lie::Cut));
    name::choose(&node.app, own_server(&dns)).await.unwrap();
    assert_eq!(dns.asked_by_tcp(), 1);
}

#[tokio::test]
async fn a_record_for_the_authority_is_published_and_withdrawn() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    let fqdn = "_acme-challenge.home.example";
    assert!(!name::can_publish_txt(app).await);
    assert!(name::publish_txt(app, fqdn, "proof").await.is_err());
    name::choose(app, own_server(&dns)).await.unwrap();
    assert!(name::can_publish_txt(app).await);
    name::publish_txt(app, fqdn, "old").await.unwrap();
    name::publish_txt(app, fqdn, "proof").await.unwrap();
    assert_eq!(dns.records(fqdn, RecordType::TXT), ["proof"]);
    assert!(name::sees_txt(app, fqdn, "proof").await);
    assert!(!name::sees_txt(app, fqdn, "old").await);
    name::withdraw_txt(app, fqdn).await.unwrap();
    assert!(dns.records(fqdn, RecordType::TXT).is_empty());
}

#[tokio::test]
async fn nobody_is_asked_before_the_clock_is_right() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    app.clock.set_trusted(false);
    name::choose(app, own_server(&dns)).await.unwrap();
    move_to(app, [192, 0, 1, 7], None);
    let _keeper = Keeper::start(app);
    says(app, "name-untimely").await;
    assert_eq!(dns.updates(), 0);
    app.clock.set_trusted(true);
    dns.has(HOST, RecordType::A, &["192.0.1.7"]).await;
}

#[tokio::test]
async fn an_alias_that_hides_our_addresses_is_named() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    let target = Name::from_ascii("parking.example.").unwrap();
    dns.put(HOST, RData::CNAME(CNAME(target)));
    name::choose(app, own_server(&dns)).await.unwrap();
    // The zone takes the addresses, and shows them to nobody.
    let _keeper = Keeper::start(app);
    let finding = says(app, "name-alias").await;
    assert!(finding.sentence(Locale::En).contains("parking.example"), "{finding:?}");
}

#[tokio::test]
async fn name_servers_inside_the_house_are_not_asked() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    // Whoever runs the zone could send us to any machine in the house; the resolver is asked instead.
    let server = Name::from_ascii("localhost.").unwrap();
    dns.put(HOST, RData::NS(NS(server)));
    dns.put(HOST, RData::A(A([192, 0, 1, 7].into())));
    move_to(app, [192, 0, 1, 7], None);
    let _keeper = Keeper::start(app);
    says(app, "name-good").await;
}

#[tokio::test]
async fn a_name_that_only_the_house_knows_is_refused_in_words() {
    let dns = Dns::new().await;
    let node = node(&dns).await;
    let app = &node.app;
    let (name, host) = ("ada".to_owned(), "nest.local".to_owned());
    wanted::tell(&app.appliance, Some(Wanted { name, handle_domain: host.clone(), host }));
    let _keeper = Keeper::start(app);
    let finding = says(app, "name-private-use").await;
    assert_eq!(finding.mood, Mood::Bad);
}

#[tokio::test]
async fn desec_gets_both_addresses_with_the_ttl_that_it_allows() {
    let (dns, web) = (Dns::new().await, Web::empty().await);
    let node = node(&dns).await;
    let app = &node.app;
    let base = format!("https://{}", web.address());
    let domains = json!([{ "name": "home.example", "minimum_ttl": 3600 }]);
    web.put(&format!("{base}/domains/?owns_qname=home.example"), Page::activity(&domains));
    let sets = format!("{base}/domains/home.example/rrsets/");
    web.put(&sets, Page::activity(&json!([])));
    name::choose(app, at_web("desec", &web)).await.unwrap();
    move_to(app, [192, 0, 1, 7], Some("2001:470::7"));
    let _keeper = Keeper::start(app);
    says(app, "name-spreading").await;
    let put = web.asked().into_iter().find(|asked| asked.url == sets).unwrap();
    assert_eq!(put.method, "PUT");
    assert_eq!(put.headers["authorization"], "Token hush");
    let body: Value = serde_json::from_slice(&put.body).unwrap();
    let set =
        |kind, address| json!({ "subname": "", "type": kind, "ttl": 3600, "records": [address] });
    assert_eq!(body, json!([set("A", "192.0.1.7"), set("AAAA", "2001:470::7")]));
}

#[tokio::test]
async fn a_provider_that_wants_a_pause_gets_it_whatever_happens() {
    let (dns, web) = (Dns::new().await, Web::empty().await);
    let node = node(&dns).await;
    let app = &node.app;
    let base = format!("https://{}", web.address());
    let domains = json!([{ "name": "home.example", "minimum_ttl": 60 }]);
    web.put(&format!("{base}/domains/?owns_qname=home.example"), Page::activity(&domains));
    let sets = format!("{base}/domains/home.example/rrsets/");
    web.put(&sets, Page::status(429).with("Retry-After", "600"));
    name::choose(app, at_web("desec", &web)).await.unwrap();
    move_to(app, [192, 0, 1, 7], Some("2001:470::7"));
    let _keeper = Keeper::start(app);
    let finding = says(app, "name-busy").await;
    assert!(finding.sentence(Locale::En).contains("600 seconds"), "{finding:?}");
    // Neither a new address nor an impatient owner makes us ask sooner.
    let asked = web.asked().len();
    dns.put(HOST, RData::A(A([192, 0, 1, 8].into())));
    move_to(app, [192, 0, 1, 8], Some("2001:470::7"));
    name::look_now(&app.appliance);
    let mut pointing = app.appliance.pointing.subscribe();
    pointing.wait_for(|pointing| *pointing == Pointing::Here).await.unwrap();
    assert_eq!(web.asked().len(), asked);
}

#[tokio::test]
async fn cloudflare_is_never_put_before_us_and_old_records_go() {
    let (dns, web) = (Dns::new().await, Web::empty().await);
    let node = node(&dns).await;
    let app = &node.app;
    let base = format!("https://{}", web.address());
    let result = |ids: &[&str]| {
        let ids: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
        Page::activity(&json!({ "success": true, "result": ids }))
    };
    web.put(&format!("{base}/zones?name=home.example"), result(&["z1"]));
    let records = format!("{base}/zones/z1/dns_records");
    web.put(&format!("{records}?type=A&name=home.example"), result(&["a1", "a2"]));
    web.put(&format!("{records}?type=AAAA&name=home.example"), result(&[]));
    for page in [records.clone(), format!("{records}/a1"), format!("{records}/a2")] {
        web.put(&page, Page::activity(&json!({ "success": true })));
    }
    name::choose(app, at_web("cloudflare", &web)).await.unwrap();
    move_to(app, [192, 0, 1, 7], Some("2001:470::7"));
    let _keeper = Keeper::start(app);
    says(app, "name-spreading").await;
    let writes = web.asked().into_iter().filter(|asked| asked.method != "GET");
    let writes: Vec<_> = writes.map(|asked| (asked.method, asked.url, asked.body)).collect();
    let steps = writes.iter().map(|(method, url, _)| (method.as_str(), url.as_str()));
    let (first, second) = (format!("{records}/a1"), format!("{records}/a2"));
    let expected =
        [("PUT", first.as_str()), ("DELETE", second.as_str()), ("POST", records.as_str())];
    assert_eq!(steps.collect::<Vec<_>>(), expected);
    for (_, _, body) in writes.iter().filter(|(method, ..)| method != "DELETE") {
        let body: Value = serde_json::from_slice(body).unwrap();
        assert_eq!((&body["proxied"], &body["ttl"]), (&json!(false), &json!(60)), "{body}");
    }
}

#[tokio::test]
async fn a_refused_token_is_named_and_never_shown() {
    let (dns, web) = (Dns::new().await, Web::empty().await);
    let node = node(&dns).await;
    let url = format!("https://{}/domains/?owns_qname=home.example", web.address());
    for (page, hint) in [
        (Page::new(401, "Invalid token hush.".into()), "refused our key"),
        (Page::new(403, "hush is not for you".into()), "… is not for you"),
        (Page::new(400, "what is hush?".into()), "400 Bad Request what is …?"),
        (Page::new(200, "<html>".into()), "not JSON"),
        (Page::new(200, r#"[{"name":"../../auth"}]"#.into()), "cannot be used"),
        (Page::new(200, "[]".into()), "home.example is not in this account"),
        (Page::new(302, String::new()), "302 Found"),
        (Page::new(503, String::new()), "does not answer"),
        (Page::new(200, "x".repeat(300_000)), "too large"),
    ] {
        web.put(&url, page);
        let error = name::choose(&node.app, at_web("desec", &web)).await.unwrap_err();
        assert!(error.message().contains(hint), "{error}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn an_update_url_is_called_with_both_addresses() {
    let (dns, web) = (Dns::new().await, Web::empty().await);
    let node = node(&dns).await;
    let app = &node.app;
    let called = format!("https://{}/u?h=home.example&a=192.0.1.7&b=2001:470::7", web.address());
    web.put(&called, Page::new(200, "good 192.0.1.7".into()));
    let url = format!("http://ada:pw@{}/u?h=<domain>&a=<ip>&b=<ip6>", web.address());
    let fields = [("url".to_owned(), url)].into();
    name::choose(app, form::from_form("update_url", &fields).unwrap()).await.unwrap();
    move_to(app, [192, 0, 1, 7], Some("2001:470::7"));
    let _keeper = Keeper::start(app);
    says(app, "name-spreading").await;
    let asked = web.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].headers["authorization"], "Basic YWRhOnB3");
    assert_eq!(asked[0].headers["host"], web.address().to_string());
}

#[test]
fn a_script_chooses_the_provider_without_showing_the_key() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let dns = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nichoir"));
        command.arg("dns").args(words).env_clear().env("NICHOIR_DATA", folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may have ended before it wanted anything.
        let _ = child.stdin.take().unwrap().write_all(b"hush!\n");
        let output = child.wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    assert_eq!(dns(&[]), (Some(0), "manual\n".into()));
    for (words, hint) in [
        (&["godaddy"][..], "update_url"),
        (&["rfc2136", "key_name=box"], "base64"),
        (&["desec", "colour=red"], "colour"),
        (&["desec", "red"], "FIELD=VALUE"),
    ] {
        let (code, said) = dns(words);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(hint) && !said.contains("hush"), "{said}");
    }
    let (code, said) = dns(&["desec"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("Choose the name before"), "{said}");
}
