//! Apps that run in a browser, on a page of somebody else.

use hyper::{Method, StatusCode};

use crate::support::owner::Owner;
use crate::support::server::Server;

#[tokio::test]
async fn a_browser_may_ask_from_any_page_and_read_the_links() {
    let server = Server::of_ada().await;
    let headers = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization,idempotency-key"),
    ];
    let path = "/api/v1/accounts/update_credentials";
    let before = server.send(Method::OPTIONS, path, &headers, "").await;
    assert_eq!(before.status, StatusCode::OK);
    assert_eq!(before.header("access-control-allow-origin"), "*");
    assert!(before.header("access-control-allow-methods").contains("PATCH"));
    // `*` would not cover these.
    for name in ["authorization", "content-type", "idempotency-key"] {
        assert!(before.header("access-control-allow-headers").contains(name), "{name}");
    }
    let answer = server.send(Method::GET, "/api/v2/instance", &headers[..1], "").await;
    for name in ["link", "retry-after", "x-ratelimit-remaining"] {
        assert!(answer.header("access-control-expose-headers").contains(name), "{name}");
    }
}

#[tokio::test]
async fn no_page_elsewhere_reads_what_is_for_people() {
    let server = Server::of_ada().await;
    let origin = [("origin", "https://evil.example")];
    let read = async |path: &str| {
        let answer = server.send(Method::GET, path, &origin, "").await;
        answer.header("access-control-allow-origin").to_owned()
    };
    for page in ["/", "/@ada", "/setup", "/setup/code", "/welcome", "/oauth/authorize", "/nothing"]
    {
        assert_eq!(read(page).await, "", "{page}");
    }
    for document in ["/.well-known/webfinger", "/users/ada", "/api/v1/instance", "/api/v9/nothing"]
    {
        assert_eq!(read(document).await, "*", "{document}");
    }
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let server = Server::of_ada().await;
    let head = server.send(Method::HEAD, "/api/v1/instance", &[], "").await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert!(head.header("content-length").parse::<usize>().unwrap() > 100);
}

#[tokio::test]
async fn what_does_not_exist_is_said_in_json() {
    let server = Server::of_ada().await;
    let owner = Owner::with_scopes(&server, "read write follow push").await;
    // Elk asks for this on every page.
    let path = "/api/v1/push/subscription";
    let answer = owner.ask_with(Method::GET, path, &[], "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.json()["error"], "Record not found");
}

#[tokio::test]
async fn the_capabilities_are_where_apps_look() {
    let server = Server::of_ada().await;
    let found = server.get("/.well-known/oauth-authorization-server").await.json();
    assert_eq!(found["issuer"], "https://home.example");
    assert_eq!(found["code_challenge_methods_supported"][0], "S256");
    let version = server.get("/api/v1/instance/").await.json()["version"].to_string();
    assert!(version.starts_with("\"4.6.0 (compatible; Nichoir "), "{version}");
}
