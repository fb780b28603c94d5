//! The owner posts, changes, deletes and reads with an app.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::owner::{Owner, ids};
use crate::support::server::Server;

fn id(status: &Value) -> &str {
    status["id"].as_str().unwrap()
}

async fn say(owner: &Owner<'_>, text: &str) -> Value {
    owner.server.app.clock.advance_ms(1000);
    owner.post("/api/v1/statuses", &json!({ "status": text })).await
}

#[tokio::test]
async fn a_post_is_at_home_at_once() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let post = say(&owner, "First #egg in the <nest>").await;
    assert_eq!(post["visibility"], "public");
    assert_eq!(post["account"]["acct"], "ada");
    assert_eq!(post["application"]["name"], "Tales");
    assert_eq!(post["tags"][0]["name"], "egg");
    assert_eq!(post["favourited"], false);
    assert!(post["content"].as_str().unwrap().contains("&lt;nest&gt;"), "{post}");
    assert!(post["created_at"].as_str().unwrap().ends_with("Z"));
    for list in ["timelines/home", "timelines/public?local=1"] {
        let page = owner.get(&format!("/api/v1/{list}")).await;
        assert_eq!(ids(&page), [id(&post)], "{list}");
    }
}

#[tokio::test]
async fn forms_and_multipart_post_like_json() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let form = "status=by+form&visibility=private&sensitive=1&spoiler_text=eggs";
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let by_form = owner.ask_with(Method::POST, "/api/v1/statuses", &kind, form).await.json();
    assert_eq!(by_form["visibility"], "private");
    assert_eq!((&by_form["sensitive"], &by_form["spoiler_text"]), (&json!(true), &json!("eggs")));
    let parts =
        "--x\r\ncontent-disposition: form-data; name=\"status\"\r\n\r\nby parts\r\n--x--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=x")];
    let by_parts = owner.ask_with(Method::POST, "/api/v1/statuses", &kind, parts).await.json();
    assert_eq!(by_parts["content"], "<p>by parts</p>");
}

#[tokio::test]
async fn the_same_idempotency_key_posts_once() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let headers = [("idempotency-key", "k1"), ("content-type", "application/json")];
    let body = json!({ "status": "once" }).to_string();
    let first = owner.ask_with(Method::POST, "/api/v1/statuses", &headers, &body).await.json();
    let again = owner.ask_with(Method::POST, "/api/v1/statuses", &headers, &body).await.json();
    assert_eq!(first["id"], again["id"]);
    assert_eq!(ids(&owner.get("/api/v1/timelines/home").await).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_posted_is_refused_with_a_sentence() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for body in [
        json!({ "status": " " }),
        json!({ "status": "x".repeat(5001) }),
        json!({ "status": "x", "visibility": "everybody" }),
        json!({ "status": "x", "poll": { "options": ["one"], "expires_in": 600 } }),
    ] {
        let refused = owner.ask(Method::POST, "/api/v1/statuses", &body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(refused.json()["error"].is_string());
    }
    let nowhere = json!({ "status": "x", "in_reply_to_id": "77" });
    let refused = owner.ask(Method::POST, "/api/v1/statuses", &nowhere).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_edit_keeps_the_version_before() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let post = say(&owner, "two egs").await;
    server.app.clock.advance_ms(60_000);
    let path = format!("/api/v1/statuses/{}", id(&post));
    let edited = owner.ask(Method::PUT, &path, &json!({ "status": "two eggs" })).await.json();
    assert_eq!(edited["content"], "<p>two eggs</p>");
    assert!(edited["edited_at"].is_string());
    let history = owner.get(&format!("{path}/history")).await;
    let contents: Vec<_> = history.as_array().unwrap().iter().map(|v| &v["content"]).collect();
    assert_eq!(contents, ["<p>two egs</p>", "<p>two eggs</p>"]);
    assert_eq!(owner.get(&format!("{path}/source")).await["text"], "two eggs");
}

#[tokio::test]
async fn an_edit_leaves_what_it_does_not_mention() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let body = json!({ "status": "egg", "spoiler_text": "birds", "language": "fr" });
    let post = owner.post("/api/v1/statuses", &body).await;
    let path = format!("/api/v1/statuses/{}", id(&post));
    let edited = owner.ask(Method::PUT, &path, &json!({ "status": "eggs" })).await.json();
    assert_eq!((&edited["spoiler_text"], &edited["language"]), (&json!("birds"), &json!("fr")));
    let edited = owner.ask(Method::PUT, &path, &json!({ "spoiler_text": "" })).await.json();
    assert_eq!((&edited["content"], &edited["spoiler_text"]), (&json!("<p>eggs</p>"), &json!("")));
}

#[tokio::test]
async fn a_deleted_post_comes_back_as_typed_and_is_gone() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let post = say(&owner, "oops @nobody").await;
    let path = format!("/api/v1/statuses/{}", id(&post));
    let deleted = owner.ask(Method::DELETE, &path, &json!({})).await;
    assert_eq!(deleted.json()["text"], "oops @nobody");
    let after = owner.ask_with(Method::GET, &path, &[], "").await;
    assert_eq!(after.status, StatusCode::NOT_FOUND);
    assert!(ids(&owner.get("/api/v1/timelines/home").await).is_empty());
}

#[tokio::test]
async fn a_thread_is_read_from_any_of_its_posts() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let root = say(&owner, "root").await;
    let mut chain = vec![root];
    for text in ["child", "grandchild"] {
        server.app.clock.advance_ms(1000);
        let parent = id(chain.last().unwrap()).to_owned();
        let body = json!({ "status": text, "in_reply_to_id": parent });
        chain.push(owner.post("/api/v1/statuses", &body).await);
    }
    let middle = format!("/api/v1/statuses/{}/context", id(&chain[1]));
    let context = owner.get(&middle).await;
    assert_eq!(ids(&context["ancestors"]), [id(&chain[0])]);
    assert_eq!(ids(&context["descendants"]), [id(&chain[2])]);
    let root = owner.get(&format!("/api/v1/statuses/{}", id(&chain[0]))).await;
    assert_eq!(root["replies_count"], 1);
}

#[tokio::test]
async fn pages_follow_their_links_in_both_directions() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let mut posts = Vec::new();
    for number in 0..5 {
        posts.insert(0, id(&say(&owner, &format!("post {number}")).await).to_owned());
    }
    let home = "/api/v1/timelines/home";
    let first = owner.ask_with(Method::GET, &format!("{home}?limit=2"), &[], "").await;
    assert_eq!(ids(&first.json()), posts[..2]);
    let link = first.header("link");
    assert!(link.contains(&format!("limit=2&max_id={}>; rel=\"next\"", posts[1])), "{link}");
    let next = owner.get(&format!("{home}?limit=2&max_id={}", posts[1])).await;
    assert_eq!(ids(&next), posts[2..4]);
    let newer = owner.get(&format!("{home}?limit=2&min_id={}", posts[4])).await;
    assert_eq!(ids(&newer), posts[2..4]);
    let since = owner.get(&format!("{home}?limit=2&since_id={}", posts[4])).await;
    assert_eq!(ids(&since), posts[..2]);
}

#[tokio::test]
async fn liking_keeping_and_pinning_show_on_the_post() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let post = say(&owner, "an egg").await;
    let verb = |name: &str| format!("/api/v1/statuses/{}/{name}", id(&post));
    for (verb_name, undo, mark) in [
        ("favourite", "unfavourite", "favourited"),
        ("bookmark", "unbookmark", "bookmarked"),
        ("pin", "unpin", "pinned"),
    ] {
        assert_eq!(owner.post(&verb(verb_name), &json!({})).await[mark], true, "{verb_name}");
        assert_eq!(owner.post(&verb(undo), &json!({})).await[mark], false, "{undo}");
    }
    owner.post(&verb("favourite"), &json!({})).await;
    assert_eq!(ids(&owner.get("/api/v1/favourites").await), [id(&post)]);
    let likers = owner.get(&verb("favourited_by")).await;
    assert_eq!(likers[0]["acct"], "ada");
    owner.post(&verb("bookmark"), &json!({})).await;
    assert_eq!(ids(&owner.get("/api/v1/bookmarks").await), [id(&post)]);
    owner.post(&verb("pin"), &json!({})).await;
    let ada = post["account"]["id"].as_str().unwrap();
    let pinned = owner.get(&format!("/api/v1/accounts/{ada}/statuses?pinned=true")).await;
    assert_eq!(ids(&pinned), [id(&post)]);
}

#[tokio::test]
async fn a_reblog_answers_with_the_post_inside() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let post = say(&owner, "an egg").await;
    let path = format!("/api/v1/statuses/{}", id(&post));
    let reblog = owner.post(&format!("{path}/reblog"), &json!({})).await;
    assert_eq!(reblog["reblog"]["id"], post["id"]);
    assert_eq!((&reblog["content"], &reblog["reblogged"]), (&post["content"], &json!(true)));
    assert_eq!(owner.get(&path).await["reblogs_count"], 1);
    assert_eq!(owner.get(&format!("{path}/reblogged_by")).await[0]["acct"], "ada");
    let undone = owner.post(&format!("{path}/unreblog"), &json!({})).await;
    assert_eq!((&undone["reblogged"], &undone["reblogs_count"]), (&json!(false), &json!(0)));
}

#[tokio::test]
async fn what_is_for_followers_is_reblogged_for_followers_whatever_the_app_wishes() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let body = json!({ "status": "an egg, but tell nobody", "visibility": "private" });
    let post = owner.post("/api/v1/statuses", &body).await;
    let path = format!("/api/v1/statuses/{}/reblog", id(&post));
    // toot wishes for the public where its user wished for nothing.
    let reblog = owner.post(&path, &json!({ "visibility": "public" })).await;
    assert_eq!((&reblog["visibility"], &reblog["reblog"]["id"]), (&json!("private"), &post["id"]));
    let body = json!({ "status": "between me and me", "visibility": "direct" });
    let direct = owner.post("/api/v1/statuses", &body).await;
    let path = format!("/api/v1/statuses/{}/reblog", id(&direct));
    let refused = owner.ask(Method::POST, &path, &json!({})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_poll_arrives_whole_and_its_maker_cannot_vote() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    // Booleans as strings: Mastodon.py does that in JSON.
    let body = json!({
        "status": "tea?",
        "poll": { "options": ["yes", "no"], "expires_in": "3600", "multiple": "0" },
    });
    let poll = owner.post("/api/v1/statuses", &body).await["poll"].clone();
    assert_eq!((&poll["multiple"], &poll["expired"]), (&json!(false), &json!(false)));
    assert_eq!(poll["options"][1], json!({ "title": "no", "votes_count": 0 }));
    let path = format!("/api/v1/polls/{}", id(&poll));
    let vote =
        owner.ask(Method::POST, &format!("{path}/votes"), &json!({ "choices": ["0"] })).await;
    assert_eq!(vote.status, StatusCode::UNPROCESSABLE_ENTITY);
    server.app.clock.advance_ms(3_600_000);
    assert_eq!(owner.get(&path).await["expired"], true);
}

#[tokio::test]
async fn a_guest_sees_what_is_public_and_nothing_else() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let open = say(&owner, "for all").await;
    let body = json!({ "status": "for friends", "visibility": "private" });
    let closed = owner.post("/api/v1/statuses", &body).await;
    let path = |status: &Value| format!("/api/v1/statuses/{}", id(status));
    assert_eq!(server.get(&path(&open)).await.status, StatusCode::OK);
    assert!(server.get(&path(&open)).await.json().get("favourited").is_none());
    for part in ["", "/context", "/history", "/favourited_by"] {
        let refused = server.get(&format!("{}{part}", path(&closed))).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{part}");
    }
    let ada = open["account"]["id"].as_str().unwrap();
    let seen = server.get(&format!("/api/v1/accounts/{ada}/statuses")).await.json();
    assert_eq!(ids(&seen), [id(&open)]);
    assert_eq!(server.get("/api/v1/timelines/home").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get("/api/v1/timelines/public").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_id_that_is_no_number_is_not_found() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for path in ["statuses/abc", "statuses/9", "accounts/01ARZ3NDEK", "polls/x", "notifications/-1"]
    {
        let answer = owner.ask_with(Method::GET, &format!("/api/v1/{path}"), &[], "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn reading_scopes_do_not_write() {
    let server = Server::of_ada().await;
    let reader = Owner::with_scopes(&server, "read").await;
    let refused = reader.ask(Method::POST, "/api/v1/statuses", &json!({ "status": "x" })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let writer = Owner::with_scopes(&server, "write:statuses").await;
    say(&writer, "may write").await;
    let refused = writer.ask_with(Method::GET, "/api/v1/timelines/home", &[], "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
