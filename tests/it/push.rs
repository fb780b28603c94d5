//! What reaches an app that is not running, and what does not.

use std::time::Duration;

use hyper::Method;
use nichoir::id::AccountId;
use nichoir::jobs::runner;
use nichoir::store::notifications::{self, NewNotification, NotificationKind};
use nichoir::store::{follows, oauth, push_subscriptions};
use serde_json::{Value, json};

use crate::support::met::meet;
use crate::support::owner::Owner;
use crate::support::phone::{Phone, sender};
use crate::support::scripted::{Asked, Page, Web};
use crate::support::server::Server;

const ENDPOINT: &str = "https://push.example/wpush/1";
const SUBSCRIPTION: &str = "/api/v1/push/subscription";

/// A node that reaches one push service, which answers `status`, and whose jobs run.
async fn node(status: u16) -> (Server, Web) {
    let web = Web::empty().await;
    web.put(ENDPOINT, Page::status(status));
    let server = Server::of_ada_reaching(web.net(&["push.example"])).await;
    tokio::spawn(runner::run(server.app.clone()));
    (server, web)
}

async fn owner(server: &Server) -> Owner<'_> {
    Owner::with_scopes(server, "read write follow push").await
}

/// Tells Ada something that `from` did.
async fn notify(server: &Server, from: AccountId, kind: NotificationKind) -> String {
    let (id, now_ms) = (server.app.ids.next(), server.app.clock.now_ms());
    let tell = move |tx: &nichoir::store::Write| {
        let account_id = nichoir::store::accounts::owners(tx)?[0];
        let new = NewNotification { id, account_id, kind, from_id: from, status_id: None };
        notifications::insert(tx, &new, now_ms)
    };
    server.app.store.write(tell).await.unwrap();
    id.to_string()
}

/// Waits until there were so many pushes.
async fn pushes(web: &Web, count: usize) -> Vec<Asked> {
    for _ in 0..500 {
        let asked = web.asked();
        if asked.len() >= count {
            return asked;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} pushes, not {count}", web.asked().len());
}

#[tokio::test]
async fn a_phone_that_is_off_is_told_in_either_encoding() {
    let (server, web) = node(201).await;
    let owner = owner(&server).await;
    let bo = meet(&server, "bo").await;
    let phone = Phone::new();
    for (standard, encoding) in [(true, "aes128gcm"), (false, "aesgcm")] {
        let wish = phone.wish(ENDPOINT, standard, &["follow"]);
        let made = owner.post(SUBSCRIPTION, &wish).await;
        let before = web.asked().len();
        let kind = NotificationKind::Follow;
        let id = notify(&server, bo, kind).await;
        let push = pushes(&web, before + 1).await.pop().unwrap();
        assert_eq!((push.method.as_str(), push.url.as_str()), ("POST", ENDPOINT));
        assert_eq!(push.headers["content-encoding"], encoding);
        assert_eq!(
            (push.headers["ttl"].as_str(), push.headers["urgency"].as_str()),
            ("86400", "normal")
        );
        assert_eq!(push.headers["topic"], id);
        let claims = sender(&push, made["server_key"].as_str().unwrap());
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["sub"], "https://home.example/");
        let said = phone.opens(&push);
        assert_eq!(said["notification_id"].to_string(), id);
        assert_eq!(
            (&said["notification_type"], &said["preferred_locale"]),
            (&json!("follow"), &json!("en"))
        );
        assert_eq!(said["title"], "Far Away is now following you");
        assert_eq!(said["icon"], "https://home.example/assets/avatar.png");
        assert_eq!(said["access_token"], owner.token(), "the app knows by it whose account it is");
        forget(&server, bo, kind).await;
    }
}

async fn forget(server: &Server, from: AccountId, kind: NotificationKind) {
    let retract = move |tx: &nichoir::store::Write| {
        let ada = nichoir::store::accounts::owners(tx)?[0];
        notifications::retract(tx, ada, kind, from, None)
    };
    server.app.store.write(retract).await.unwrap();
}

#[tokio::test]
async fn an_app_is_told_only_of_what_it_asked_for() {
    let (server, web) = node(201).await;
    let owner = owner(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    let phone = Phone::new();
    owner.post(SUBSCRIPTION, &phone.wish(ENDPOINT, true, &["follow", "mention"])).await;
    notify(&server, bo, NotificationKind::Favourite).await;
    let wishes = json!({ "data": { "alerts": { "follow": "1" }, "policy": "followed" } });
    owner.ask(Method::PUT, SUBSCRIPTION, &wishes).await;
    let ada = owner.get("/api/v1/accounts/verify_credentials").await["id"].clone();
    let ada: AccountId = ada.as_str().unwrap().parse().unwrap();
    let follows = move |tx: &nichoir::store::Write| {
        let uri = "https://home.example/follows/1";
        follows::request(tx, nichoir::id::FollowId::new(1), uri, ada, cy, 0)?;
        follows::accept(tx, &follows::between(tx, ada, cy)?.unwrap())
    };
    server.app.store.write(follows).await.unwrap();
    notify(&server, bo, NotificationKind::Follow).await;
    notify(&server, cy, NotificationKind::Mention).await;
    let wanted = notify(&server, cy, NotificationKind::Follow).await;
    let pushes = pushes(&web, 1).await;
    assert_eq!(pushes.len(), 1);
    assert_eq!(phone.opens(&pushes[0])["notification_id"].to_string(), wanted);
}

#[tokio::test]
async fn a_subscription_is_made_read_changed_and_ended() {
    let (server, _web) = node(201).await;
    let narrow = Owner::sign_in(&server).await;
    assert_eq!(narrow.ask(Method::GET, SUBSCRIPTION, &json!({})).await.status, 403);
    let owner = owner(&server).await;
    let none = owner.ask(Method::GET, SUBSCRIPTION, &json!({})).await;
    assert_eq!((none.status.as_u16(), none.json()), (404, json!({ "error": "Record not found" })));
    let made = owner.post(SUBSCRIPTION, &Phone::new().wish(ENDPOINT, false, &["mention"])).await;
    assert_eq!((&made["endpoint"], &made["standard"]), (&json!(ENDPOINT), &json!(false)));
    assert_eq!(
        (&made["alerts"]["mention"], &made["alerts"]["poll"]),
        (&json!(true), &json!(false))
    );
    assert_eq!((&made["policy"], made["id"].is_i64()), (&json!("all"), true));
    let instance = server.get("/api/v2/instance").await.json();
    assert_eq!(instance["configuration"]["vapid"]["public_key"], made["server_key"]);
    let app = owner.get("/api/v1/apps/verify_credentials").await;
    assert_eq!(app["vapid_key"], made["server_key"]);
    let form = "data[alerts][poll]=true&data[alerts][mention]=false&data[policy]=follower";
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let changed = owner.ask_with(Method::PUT, SUBSCRIPTION, &kind, form).await.json();
    assert_eq!(
        (&changed["alerts"]["poll"], &changed["policy"]),
        (&json!(true), &json!("follower"))
    );
    assert_eq!(owner.get(SUBSCRIPTION).await, changed);
    let bad = owner.ask(Method::PUT, SUBSCRIPTION, &json!({ "data": { "policy": "x" } })).await;
    assert_eq!(bad.status, 422);
    for endpoint in ["", "http://push.example/", "https://127.0.0.1/"] {
        let wish = Phone::new().wish(endpoint, true, &[]);
        assert_eq!(owner.ask(Method::POST, SUBSCRIPTION, &wish).await.status, 422, "{endpoint}");
    }
    let ended = owner.ask(Method::DELETE, SUBSCRIPTION, &json!({})).await;
    assert_eq!((ended.status.as_u16(), ended.json()), (200, json!({})));
    assert_eq!(owner.ask(Method::GET, SUBSCRIPTION, &json!({})).await.status, 404);
}

#[tokio::test]
async fn a_dead_endpoint_is_forgotten() {
    for status in [404, 410] {
        let (server, web) = node(status).await;
        let owner = owner(&server).await;
        let bo = meet(&server, "bo").await;
        owner.post(SUBSCRIPTION, &Phone::new().wish(ENDPOINT, true, &["follow"])).await;
        notify(&server, bo, NotificationKind::Follow).await;
        pushes(&web, 1).await;
        for _ in 0..100 {
            if owner.ask(Method::GET, SUBSCRIPTION, &json!({})).await.status == 404 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(owner.ask(Method::GET, SUBSCRIPTION, &json!({})).await.status, 404);
    }
}

#[tokio::test]
async fn a_busy_push_service_is_asked_again_until_it_is_no_news_any_more() {
    let (server, web) = node(503).await;
    let owner = owner(&server).await;
    let (bo, cy) = (meet(&server, "bo").await, meet(&server, "cy").await);
    let phone = Phone::new();
    owner.post(SUBSCRIPTION, &phone.wish(ENDPOINT, true, &["follow"])).await;
    let first = notify(&server, bo, NotificationKind::Follow).await;
    pushes(&web, 1).await;
    later(&server, 60_000).await;
    assert_eq!(pushes(&web, 2).await[1].headers["topic"], first);
    later(&server, 7 * 3_600_000).await;
    web.put(ENDPOINT, Page::status(201));
    let second = notify(&server, cy, NotificationKind::Follow).await;
    let third = pushes(&web, 3).await.pop().unwrap();
    assert_eq!(third.headers["topic"], second, "the first was dropped");
}

/// Time passes, once what is under way is done, and the jobs learn of it.
async fn later(server: &Server, ms: i64) {
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.app.clock.advance_ms(ms);
    let ring = |tx: &nichoir::store::Write| {
        tx.ring();
        Ok(())
    };
    server.app.store.write(ring).await.unwrap();
}

#[tokio::test]
async fn a_subscription_ends_with_its_token_and_speaks_the_app_s_language() {
    let (server, web) = node(201).await;
    let owner = owner(&server).await;
    let bo = meet(&server, "bo").await;
    let phone = Phone::new();
    let wish = phone.wish(ENDPOINT, true, &["follow_request"]).to_string();
    let headers = [("content-type", "application/json"), ("accept-language", "fr-CH, en;q=0.5")];
    let made = owner.ask_with(Method::POST, SUBSCRIPTION, &headers, &wish).await;
    assert_eq!(made.status, 200, "{}", made.text());
    notify(&server, bo, NotificationKind::FollowRequest).await;
    let said = phone.opens(&pushes(&web, 1).await[0]);
    assert_eq!(said["title"], "Far Away demande à vous suivre");
    let ended = move |tx: &nichoir::store::Write| {
        let ada = nichoir::store::accounts::owners(tx)?[0];
        oauth::delete_tokens_of(tx, ada)?;
        let new = NewNotification {
            id: nichoir::id::NotificationId::new(7),
            account_id: ada,
            kind: NotificationKind::FollowRequest,
            from_id: bo,
            status_id: None,
        };
        push_subscriptions::wanting(tx, &new)
    };
    assert_eq!(server.app.store.write(ended).await.unwrap(), []);
}

#[tokio::test]
async fn the_key_stays_and_a_token_is_not_kept_on_disk() {
    let web = Web::empty().await;
    web.put(ENDPOINT, Page::status(201));
    let server = Server::of_ada().await;
    let owner = owner(&server).await;
    let made: Value =
        owner.post(SUBSCRIPTION, &Phone::new().wish(ENDPOINT, true, &["follow"])).await;
    let bo = meet(&server, "bo").await;
    notify(&server, bo, NotificationKind::Follow).await;
    let mut again = server.restarted();
    let key = nichoir::push::key(&again).await.unwrap().public().to_owned();
    assert_eq!(made["server_key"], key.as_str());
    again.net = web.net(&["push.example"]);
    tokio::spawn(runner::run(again));
    let said = Phone::new().opens(&pushes(&web, 1).await[0]);
    assert_eq!(said["access_token"], "", "the app has not shown it to this program yet");
    let token = owner.token().as_bytes();
    for file in ["nichoir.sqlite3", "nichoir.sqlite3-wal"] {
        let bytes = std::fs::read(server.data().join(file)).unwrap();
        assert!(!bytes.windows(token.len()).any(|bytes| bytes == token), "{file}");
    }
}
