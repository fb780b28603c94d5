//! How much an app may ask, how it shows its token, and what it is told when it asks wrongly.

use hyper::{Method, StatusCode};
use nichoir::clock::rfc3339;
use serde_json::json;

use crate::support::owner::Owner;
use crate::support::server::{Answer, Server};

/// The limit, what is left, and when there is as much again.
fn standing(answer: &Answer) -> (u32, u32, &str) {
    let number = |name| answer.header(name).parse().unwrap();
    let reset = answer.header("x-ratelimit-reset");
    (number("x-ratelimit-limit"), number("x-ratelimit-remaining"), reset)
}

#[tokio::test]
async fn an_app_is_told_how_much_it_may_ask_and_held_to_it() {
    let server = Server::of_ada().await;
    let (greedy, other) = (Owner::sign_in(&server).await, Owner::sign_in(&server).await);
    let markers = "/api/v1/markers";
    let first = greedy.ask_with(Method::GET, markers, &[], "").await;
    let (limit, left, reset) = standing(&first);
    let now_ms = server.app.clock.now_ms();
    let reset_ms = now_ms - now_ms % 300_000 + 300_000;
    assert_eq!((left, reset), (limit - 1, rfc3339(reset_ms).as_str()));
    for _ in 0..left {
        greedy.get(markers).await;
    }
    let refused = greedy.ask_with(Method::GET, markers, &[], "").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.json()["error"].is_string());
    assert_eq!(standing(&refused).1, 0);
    let wait_s: i64 = refused.header("retry-after").parse().unwrap();
    other.get(markers).await;
    server.app.clock.advance_ms(wait_s * 1000);
    let again = greedy.ask_with(Method::GET, markers, &[], "").await;
    assert_eq!((again.status, standing(&again).1), (StatusCode::OK, limit - 1));
}

#[tokio::test]
async fn guests_are_counted_apart_and_pages_for_people_are_not() {
    let server = Server::of_ada().await;
    let one = server.get("/api/v1/instance").await;
    Owner::sign_in(&server).await.get("/api/v1/markers").await;
    let two = server.get("/api/v2/instance").await;
    assert!(standing(&two).1 < standing(&one).1);
    for path in ["/@ada", "/health", "/.well-known/webfinger?resource=acct:ada@home.example"] {
        assert!(!server.get(path).await.headers.contains_key("x-ratelimit-limit"), "{path}");
    }
}

#[tokio::test]
async fn a_token_is_taken_from_a_form_and_from_the_query() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    let token = owner.token();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("status=from+a+form&access_token={token}");
    let posted = server.send(Method::POST, "/api/v1/statuses", &form, &body).await;
    assert_eq!(posted.status, StatusCode::OK, "{}", posted.text());
    assert!(posted.json()["content"].as_str().unwrap().contains("from a form"));
    let (limit, left, _) = standing(&posted);
    assert_eq!(left, limit - 1, "counted as the app, not as a guest");
    let read = server.get(&format!("/api/v1/preferences?access_token={token}")).await;
    assert_eq!(read.status, StatusCode::OK);
    let wrong = "status=x&access_token=wrong";
    let refused = server.send(Method::POST, "/api/v1/statuses", &form, wrong).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    let good = [form[0], ("authorization", &format!("Bearer {token}"))];
    let posted = server.send(Method::POST, "/api/v1/statuses", &good, wrong).await;
    assert_eq!(posted.status, StatusCode::OK, "the header counts");
}

#[tokio::test]
async fn a_wrong_method_is_told_which_are_right() {
    let server = Server::of_ada().await;
    let owner = Owner::sign_in(&server).await;
    for (method, path, allowed) in [
        (Method::DELETE, "/api/v1/statuses", "GET,HEAD,POST"),
        (Method::PUT, "/api/v1/accounts/update_credentials", "PATCH"),
        (Method::GET, "/oauth/revoke", "POST"),
    ] {
        let answer = owner.ask(method, path, &json!({})).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(answer.json()["error"].is_string(), "{path}");
        assert_eq!(answer.header("allow"), allowed, "{path}");
    }
}
