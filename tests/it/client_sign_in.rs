//! Signing in with an app: what works, and what must not.

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::support::server::{PASSPHRASE, Server};
use crate::support::sign_in::{REDIRECT, TestApp, code_in, token};

const OWN: &str = "/api/v1/accounts/verify_credentials";

async fn own_account(server: &Server, token: &str) -> crate::support::server::Answer {
    let bearer = format!("Bearer {token}");
    server.send(Method::GET, OWN, &[("authorization", &bearer)], "").await
}

#[tokio::test]
async fn an_app_signs_in_and_sees_the_owner() {
    let server = Server::of_ada().await;
    let token = token(&server, "read").await;
    let account = own_account(&server, &token).await;
    assert_eq!(account.status, StatusCode::OK, "{}", account.text());
    assert_eq!(account.json()["acct"], "ada");
    assert_eq!(account.json()["source"]["privacy"], "public");
}

#[tokio::test]
async fn a_code_comes_back_with_its_state_to_the_exact_address() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let answer = app.sign_in(&server, &[("state", "a&b")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with(&format!("{REDIRECT}?code=")));
    assert!(answer.header("location").ends_with("&state=a%26b"));
}

#[tokio::test]
async fn a_code_works_once_and_not_for_long() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let code = code_in(&app.sign_in(&server, &[]).await);
    assert_eq!(app.exchange(&server, &code, &[]).await.status, StatusCode::OK);
    let again = app.exchange(&server, &code, &[]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert_eq!(again.json()["error"], "invalid_grant");
    let late = code_in(&app.sign_in(&server, &[]).await);
    server.app.clock.advance_ms(10 * 60_000);
    assert_eq!(app.exchange(&server, &late, &[]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_code_of_another_app_is_refused() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let thief = TestApp::register(&server, "read").await;
    let code = code_in(&app.sign_in(&server, &[]).await);
    assert_eq!(thief.exchange(&server, &code, &[]).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_challenge_needs_its_verifier() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    // The pair of RFC 7636, appendix B.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = [
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ];
    let code = code_in(&app.sign_in(&server, &challenge).await);
    assert_eq!(app.exchange(&server, &code, &[]).await.status, StatusCode::BAD_REQUEST);
    let code = code_in(&app.sign_in(&server, &challenge).await);
    let right = app.exchange(&server, &code, &[("code_verifier", verifier)]).await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.text());
    let plain = [("code_challenge", verifier), ("code_challenge_method", "plain")];
    let refused = app.sign_in(&server, &plain).await;
    assert!(refused.header("location").contains("error=invalid_request"));
}

#[tokio::test]
async fn a_wrong_passphrase_lets_nobody_in_and_costs_time() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let wrong = [("passphrase", "guess")];
    for _ in 0..5 {
        assert_eq!(app.sign_in(&server, &wrong).await.status, StatusCode::FORBIDDEN);
    }
    let slowed = app.sign_in(&server, &[("passphrase", PASSPHRASE)]).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(slowed.header("retry-after").parse::<u32>().unwrap() <= 16);
    server.app.clock.advance_ms(16_000);
    let at_last = app.sign_in(&server, &[]).await;
    assert_eq!(at_last.status, StatusCode::SEE_OTHER, "{}", at_last.text());
}

#[tokio::test]
async fn an_unregistered_address_gets_nothing() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let decoded = "https://app.example/oauth/https://home.example";
    let answer = app.sign_in(&server, &[("redirect_uri", decoded)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header("location"), "");
    let script = [("client_name", "x"), ("redirect_uris", "javascript:alert(1)")];
    let refused = server.post_form("/api/v1/apps", &script).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn saying_no_sends_the_app_away() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let answer = app.sign_in(&server, &[("deny", "1"), ("passphrase", "")]).await;
    assert_eq!(answer.header("location"), format!("{REDIRECT}?error=access_denied"));
}

#[tokio::test]
async fn nobody_gets_more_scopes_than_were_granted() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read:statuses").await;
    let wide = app.sign_in(&server, &[("scope", "write")]).await;
    assert!(wide.header("location").contains("error=invalid_scope"));
    let narrow = token(&server, "read:statuses").await;
    let refused = own_account(&server, &narrow).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.json()["error"], "This action is outside the authorized scopes");
}

#[tokio::test]
async fn a_revoked_token_is_worth_nothing() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let code = code_in(&app.sign_in(&server, &[]).await);
    let answer = app.exchange(&server, &code, &[]).await.json();
    let token = answer["access_token"].as_str().unwrap();
    let form = [("client_id", &*app.id), ("client_secret", &*app.secret), ("token", token)];
    assert_eq!(server.post_form("/oauth/revoke", &form).await.status, StatusCode::OK);
    assert_eq!(own_account(&server, token).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.get(OWN).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn json_bodies_and_trailing_slashes_work_as_well() {
    let server = Server::of_ada().await;
    let body = json!({
        "client_name": "toot", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write",
    });
    let json_body = [("content-type", "application/json")];
    let app =
        server.send(Method::POST, "/api/v1/apps/", &json_body, &body.to_string()).await.json();
    let form = [
        ("client_id", app["client_id"].as_str().unwrap()),
        ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"),
        ("passphrase", PASSPHRASE),
    ];
    let page = server.post_form("/oauth/authorize/", &form).await;
    let (_, code) =
        page.text().split_once("<code>").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let body = json!({
        "grant_type": "authorization_code", "client_id": app["client_id"],
        "client_secret": app["client_secret"], "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
        "code": code.split('<').next().unwrap(),
    });
    let token =
        server.send(Method::POST, "/oauth/token", &json_body, &body.to_string()).await.json();
    assert_eq!(token["scope"], "read");
    assert!(token["created_at"].is_i64());
}

#[tokio::test]
async fn the_sign_in_page_runs_no_script_and_speaks_french() {
    let server = Server::of_ada().await;
    let app = TestApp::register(&server, "read").await;
    let path = format!(
        "/oauth/authorize?client_id={}&redirect_uri={}",
        app.id, "https%3A%2F%2Fapp.example%2Foauth%2Fhttps%253A%252F%252Fhome.example"
    );
    let page = server.send(Method::GET, &path, &[("accept-language", "fr-CH, en")], "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("Phrase de passe"), "{}", page.text());
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(policy.ends_with("form-action 'self' https://app.example"), "{policy}");
}

#[tokio::test]
async fn a_node_without_an_owner_says_what_to_do() {
    let server = Server::empty().await;
    let page = server.get("/api/v2/instance").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text().contains("href=\"/setup\""));
    assert_eq!(server.get("/health").await.status, StatusCode::OK);
}
