//! What apps are told at once, and what they are not told.

use std::time::Duration;

use futures_util::future::join_all;
use hyper::Method;
use nichoir::actions::block::block;
use nichoir::actions::favourite::favourite;
use nichoir::error::{Error, Result};
use nichoir::event::Event;
use nichoir::id::{NotificationId, StatusId};
use nichoir::store::Write;
use nichoir::store::statuses::{self, Visibility};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::Instant;

use crate::support::arriving::post_by;
use crate::support::guarded::{Guarded, listen_http2};
use crate::support::listener::{Events, Socket};
use crate::support::met::meet;
use crate::support::neighbours::friends;
use crate::support::node::HOST;
use crate::support::owner::Owner;
use crate::support::prepared;
use crate::support::server::Server;
use crate::support::sign_in::{self, TestApp, code_in};

const SCOPES: &str = "read write follow push";

async fn says(owner: &Owner<'_>, text: &str) -> Value {
    owner.post("/api/v1/statuses", &json!({ "status": text })).await
}

#[tokio::test]
async fn an_app_is_told_of_posts_edits_and_deletions() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, SCOPES).await;
    let protocol = [("sec-websocket-protocol", token.as_str())];
    let (mut socket, answer) = Socket::open(server.address, "", &protocol).await.unwrap();
    assert_eq!(answer.headers()["sec-websocket-protocol"], token.as_str());
    socket.subscribe("user").await;
    let post = says(&owner, "Good morning").await;
    let path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
    let message = socket.next().await;
    assert_eq!((&message["stream"], &message["event"]), (&json!(["user"]), &json!("update")));
    let payload: Value = serde_json::from_str(message["payload"].as_str().unwrap()).unwrap();
    assert_eq!(payload, owner.get(&path).await, "the same as when it is asked for");
    owner.ask(Method::PUT, &path, &json!({ "status": "Good evening" })).await;
    let (event, edited) = socket.event().await;
    assert_eq!((event.as_str(), &edited["id"]), ("status.update", &post["id"]));
    assert!(edited["content"].as_str().unwrap().contains("evening"), "{edited}");
    owner.ask(Method::DELETE, &path, &json!({})).await;
    let deleted = socket.next().await;
    assert_eq!((&deleted["event"], &deleted["payload"]), (&json!("delete"), &post["id"]));
}

#[tokio::test]
async fn several_streams_share_a_socket_and_end_one_by_one() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, SCOPES).await;
    let mut socket = Socket::of(server.address, &token).await;
    for stream in ["user", "public", "public:remote", "public:local:media", "user"] {
        socket.subscribe(stream).await;
    }
    let hashtag = json!({ "type": "subscribe", "stream": "hashtag", "tag": "Birds" });
    socket.say(&hashtag).await;
    socket.subscribe("direct").await;
    says(&owner, "A wren #birds").await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(socket.next().await["stream"].clone());
    }
    assert_eq!(streams, [json!(["user"]), json!(["public"]), json!(["hashtag", "Birds"])]);
    socket.say(&json!({ "type": "unsubscribe", "stream": "user" })).await;
    socket.say(&json!({ "type": "unsubscribe", "stream": "hashtag", "tag": "Birds" })).await;
    socket.subscribe("public").await;
    for text in ["A robin #birds", "A bat"] {
        says(&owner, text).await;
        assert_eq!(socket.next().await["stream"], json!(["public"]));
    }
}

#[tokio::test]
async fn a_token_may_come_in_three_ways_but_must_come() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, SCOPES).await;
    let query = format!("?access_token={token}&stream=user");
    let (mut by_query, _) = Socket::open(server.address, &query, &[]).await.unwrap();
    // What the query asks for is subscribed to before anything else is read.
    by_query.subscribe("public:remote").await;
    let mut by_header = Socket::of(server.address, &token).await;
    by_header.subscribe("user").await;
    says(&owner, "Hello").await;
    assert_eq!(by_query.event().await.0, "update");
    assert_eq!(by_header.event().await.0, "update");
    for headers in
        [&[][..], &[("authorization", "Bearer nobody")], &[("sec-websocket-protocol", "x")]]
    {
        let refused = Socket::open(server.address, "?stream=public", headers).await;
        let Err(tokio_tungstenite::tungstenite::Error::Http(answer)) = refused else {
            panic!("somebody without a token was let in");
        };
        assert_eq!(answer.status(), 401);
    }
}

#[tokio::test]
async fn what_cannot_be_subscribed_to_is_said_on_the_socket() {
    let server = Server::of_ada().await;
    let token = sign_in::token(&server, "read:notifications").await;
    let query = format!("?access_token={token}&stream=nothing");
    let (mut socket, _) = Socket::open(server.address, &query, &[]).await.unwrap();
    assert_eq!(socket.next().await, json!({ "error": "Unknown stream type", "status": 400 }));
    for (stream, status) in [("user", 401), ("direct", 401), ("hashtag", 400), ("", 400)] {
        socket.say(&json!({ "type": "subscribe", "stream": stream })).await;
        assert_eq!(socket.next().await["status"], status, "{stream}");
    }
    socket.say(&json!(["not", "an", "object"])).await;
    assert_eq!(socket.next().await["status"], 400);
    socket.subscribe("user:notification").await;
    socket.subscribe("public").await;
    let wide = sign_in::token(&server, "read").await;
    let mut socket = Socket::of(server.address, &wide).await;
    socket.say(&json!({ "type": "subscribe", "stream": "list", "list": 7 })).await;
    assert_eq!(socket.next().await["status"], 404, "somebody else's list");
    for number in 0..40 {
        let tag = format!("tag{number}");
        socket.say(&json!({ "type": "subscribe", "stream": "hashtag", "tag": tag })).await;
    }
    assert_eq!(socket.next().await["error"], "Too many streams on one connection");
}

#[tokio::test]
async fn lists_filters_and_strangers_let_in_are_told() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, SCOPES).await;
    let me = owner.get("/api/v1/accounts/verify_credentials").await["id"].clone();
    let list = owner.post("/api/v1/lists", &json!({ "title": "Me" })).await["id"].clone();
    let members = format!("/api/v1/lists/{}/accounts", list.as_str().unwrap());
    owner.post(&members, &json!({ "account_ids": [me] })).await;
    let mut socket = Socket::of(server.address, &token).await;
    socket.say(&json!({ "type": "subscribe", "stream": "list", "list": list })).await;
    socket.subscribe("public:remote").await;
    says(&owner, "For the list").await;
    assert_eq!(socket.next().await["stream"], json!(["list", list]));
    socket.subscribe("user").await;
    let filter = json!({ "title": "x", "context": ["home"] });
    owner.post("/api/v2/filters", &filter).await;
    let changed = socket.next().await;
    assert_eq!(changed, json!({ "stream": ["user"], "event": "filters_changed" }));
    let bo = meet(&server, "bo").await;
    post_by(bo).naming_ada().arrives(&server).await;
    let waiting = owner.get("/api/v1/notifications/requests").await[0]["id"].clone();
    let accept = format!("/api/v1/notifications/requests/{}/accept", waiting.as_str().unwrap());
    owner.post(&accept, &json!({})).await;
    assert_eq!(
        socket.next().await["event"],
        "notifications_merged",
        "and not the words themselves"
    );
}

#[tokio::test]
async fn events_come_in_an_answer_without_an_end() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, "read").await;
    assert_eq!(server.get("/api/v1/streaming/health").await.text(), "OK");
    let mut user = Events::of(&server, "user", &token).await.unwrap();
    assert_eq!(user.line().await.unwrap(), ":)", "a sign of life before anything happens");
    let mut media = Events::of(&server, "public?only_media=true", &token).await.unwrap();
    let mut local = Events::of(&server, "hashtag/local?tag=birds", &token).await.unwrap();
    let post = says(&owner, "A wren #birds").await;
    for stream in [&mut user, &mut local] {
        let (event, payload) = stream.event().await;
        assert_eq!((event.as_str(), &payload["id"]), ("update", &post["id"]));
    }
    let path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
    owner.ask(Method::DELETE, &path, &json!({})).await;
    // An id is a number, as Mastodon.py reads all data as JSON.
    let (event, id) = media.event().await;
    assert_eq!((event.as_str(), id.to_string()), ("delete", post["id"].as_str().unwrap().into()));
    for (path, token, status) in [
        ("user", "nobody", 401),
        ("nothing", token.as_str(), 404),
        ("hashtag", token.as_str(), 404),
        ("list?list=7", token.as_str(), 404),
    ] {
        assert_eq!(Events::of(&server, path, token).await.err(), Some(status), "{path}");
    }
    let narrow = sign_in::token(&server, "read:accounts").await;
    assert_eq!(Events::of(&server, "user", &narrow).await.err(), Some(401));
}

#[tokio::test]
async fn a_revoked_token_ends_its_streams_and_no_others() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let app = TestApp::register(&server, SCOPES).await;
    let code = code_in(&app.sign_in(&server, &[("scope", SCOPES)]).await);
    let token = app.exchange(&server, &code, &[]).await.json()["access_token"].clone();
    let token = token.as_str().unwrap();
    let mut socket = Socket::of(server.address, token).await;
    let mut events = Events::of(&server, "user", token).await.unwrap();
    let mut other = Socket::of(server.address, &sign_in::token(&server, "read").await).await;
    other.subscribe("user").await;
    let form = [("client_id", &*app.id), ("client_secret", &*app.secret), ("token", token)];
    server.post_form("/oauth/revoke", &form).await;
    assert_eq!(socket.last().await, None);
    while let Some(line) = events.line().await {
        assert_eq!(line, ":)");
    }
    says(&owner, "Still here").await;
    assert_eq!(other.event().await.0, "update");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_dropped_and_holds_up_nobody() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, SCOPES).await;
    let narrow = || async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.connect(server.address).await.unwrap()
    };
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let (mut slow, _) = Socket::over(narrow().await, "?stream=user", &headers).await.unwrap();
    let slow_events = narrow().await;
    let request = format!(
        "GET /api/v1/streaming/user HTTP/1.1\r\nhost: {HOST}\r\nauthorization: {bearer}\r\n\r\n"
    );
    slow_events.writable().await.unwrap();
    slow_events.try_write(request.as_bytes()).unwrap();
    let mut quick = Socket::of(server.address, &token).await;
    quick.subscribe("user").await;
    let post = says(&owner, &"long ".repeat(900)).await;
    let status: StatusId = post["id"].as_str().unwrap().parse().unwrap();
    quick.event().await;
    for _ in 0..TOLD {
        tell(&server, Event::Edited { status }).await;
        assert_eq!(quick.event().await.0, "status.update");
    }
    let mut heard = 0;
    while slow.last().await.is_some() {
        heard += 1;
    }
    assert!(heard < TOLD, "all {heard} were kept for somebody who did not read");
    let mut heard = vec![0; 1 << 20];
    while slow_events.readable().await.is_ok() {
        match slow_events.try_read(&mut heard) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
    }
}

/// More than two queues and all buffers of the system hold.
const TOLD: usize = 1500;

async fn tell(server: &Server, event: Event) {
    let told = move |tx: &Write| {
        tx.tell(event);
        Ok(())
    };
    server.app.store.write(told).await.unwrap();
}

#[tokio::test]
async fn nothing_is_told_of_what_was_undone() {
    let server = Server::of_ada().await;
    let mut events = server.app.store.events();
    let gone = Event::Edited { status: StatusId::new(1) };
    let kept = Event::Edited { status: StatusId::new(2) };
    let told = gone.clone();
    let undone = server.app.store.write(move |tx: &Write| -> Result<()> {
        tx.tell(told);
        Err(Error::invalid("no"))
    });
    undone.await.unwrap_err();
    tell(&server, kept.clone()).await;
    assert_eq!(events.recv().await.unwrap(), kept);
}

#[tokio::test]
async fn nobody_is_told_of_what_is_for_others() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, SCOPES).await;
    let mut socket = Socket::of(server.address, &token).await;
    for stream in ["user", "public", "direct"] {
        socket.subscribe(stream).await;
    }
    let ada = owner.get("/api/v1/accounts/verify_credentials").await["id"].clone();
    let ada = ada.as_str().unwrap().parse().unwrap();
    let bo = meet(&server, "bo").await;
    let secret = stranger_posts(&server, bo, Visibility::Direct).await;
    let open = stranger_posts(&server, bo, Visibility::Public).await;
    block(&server.app, ada, bo).await.unwrap();
    for status in [secret, open] {
        tell(&server, Event::Arrived { status, homes: vec![ada] }).await;
        tell(&server, Event::Edited { status }).await;
    }
    let notification = NotificationId::new(1);
    tell(&server, Event::Notified { account: bo, notification }).await;
    let mine = says(&owner, "For everybody").await;
    assert_eq!(socket.event().await.1["id"], mine["id"], "nothing came before it");
}

/// A post of somebody elsewhere as a row, without telling anybody.
async fn stranger_posts(
    server: &Server,
    author: nichoir::id::AccountId,
    visibility: Visibility,
) -> StatusId {
    let (id, now_ms) = (server.app.ids.next(), server.app.clock.now_ms());
    let uri = format!("https://far.example/posts/{id}");
    let write = server.app.store.write(move |tx| {
        let row = statuses::NewStatus {
            id,
            uri: &uri,
            url: None,
            account_id: author,
            local: false,
            kind: statuses::StatusKind::Note,
            reblog_of_id: None,
            reply: None,
            content_html: "<p>psst</p>",
            spoiler_text: "",
            source_text: None,
            language: None,
            sensitive: false,
            visibility,
            emojis_json: None,
            policy_json: None,
            quote: None,
            extras: 0,
            created_ms: now_ms,
            edited_ms: None,
            arrived_ms: now_ms,
            app_id: None,
        };
        statuses::insert(tx, &row)
    });
    write.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_neighbour_does_is_told_while_it_happens() {
    let (ada, bert) = friends().await;
    let token = prepared::token(&bert.app).await;
    let mut user = Socket::of(bert.address, &token).await;
    user.subscribe("user").await;
    let mut direct = Socket::of(bert.address, &token).await;
    direct.subscribe("direct").await;
    let uri = ada.says("Good morning #birds", Visibility::Public, None).await;
    let (event, post) = user.event().await;
    assert_eq!((event.as_str(), post["uri"].as_str()), ("update", Some(uri.as_str())));
    let mine = bert.says("A wren", Visibility::Public, None).await;
    assert_eq!(user.event().await.1["uri"], mine.as_str());
    let copy = ada.gets(&mine).await;
    favourite(&ada.app, ada.me, copy.id).await.unwrap();
    let (event, notification) = user.event().await;
    assert_eq!((event.as_str(), &notification["type"]), ("notification", &json!("favourite")));
    assert_eq!(notification["status"]["uri"], mine.as_str());
    let secret = ada.says("Just for @bert@bert.example", Visibility::Direct, None).await;
    let (event, conversation) = direct.event().await;
    assert_eq!((event.as_str(), &conversation["unread"]), ("conversation", &json!(true)));
    assert_eq!(conversation["last_status"]["uri"], secret.as_str());
    assert_eq!(conversation["accounts"][0]["acct"], "ada@ada.example");
}

#[tokio::test]
async fn only_so_many_listen_at_a_time() {
    let server = Server::of_ada().await;
    let token = sign_in::token(&server, "read").await;
    let mut sockets = Vec::new();
    for _ in 0..40 {
        sockets.push(Socket::of(server.address, &token).await);
    }
    assert_eq!(Events::of(&server, "user", &token).await.err(), Some(503));
    drop(sockets);
    let mut events = None;
    for _ in 0..100 {
        events = Events::of(&server, "user", &token).await.ok();
        if events.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(events.is_some(), "places come back");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_work_over_tls_and_end_when_the_node_stops() {
    let guarded = Guarded::of_ada().await;
    let token = sign_in::token(&guarded.server, SCOPES).await;
    let stream = guarded.hands(HOST, &[b"http/1.1"]).await.unwrap();
    let bearer = format!("Bearer {token}");
    let opened = Socket::over(stream, "", &[("authorization", &bearer)]).await;
    let (mut socket, _) = opened.unwrap();
    socket.subscribe("user").await;
    let stream = guarded.hands(HOST, &[b"h2", b"http/1.1"]).await.unwrap();
    let body = listen_http2(stream, "/api/v1/streaming/user", &token).await;
    let mut events = Events::in_body(body);
    assert_eq!(events.line().await.unwrap(), ":)");
    says(&Owner::sign_in(&guarded.server).await, "Hello").await;
    assert_eq!(socket.event().await.0, "update");
    assert_eq!(events.event().await.0, "update");
    let began = Instant::now();
    guarded.stop();
    assert_eq!(socket.last().await, None);
    while events.line().await.is_some() {}
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_knows_of_a_post_soon_after_it_is_on_disk() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = sign_in::token(&server, SCOPES).await;
    let open = async || {
        let mut socket = Socket::<TcpStream>::of(server.address, &token).await;
        socket.subscribe("user").await;
        socket
    };
    let mut sockets = [open().await, open().await, open().await];
    let mut waits = Vec::new();
    for number in 0..40 {
        says(&owner, &format!("Post {number}")).await;
        let answered = Instant::now();
        join_all(sockets.iter_mut().map(Socket::event)).await;
        waits.push(answered.elapsed());
    }
    waits.sort_unstable();
    assert!(waits[37] < Duration::from_millis(500), "95 of 100 within {:?}", waits[37]);
}
