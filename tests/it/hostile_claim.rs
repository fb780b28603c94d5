//! Whoever wants a box that is not theirs: pages elsewhere that the owner happens to have open, and requests
//! that no browser makes.
//!
//! Guessing is in `claim.rs`, and so is what strangers are told.

use hyper::{Method, StatusCode};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::guarded::{Guarded, rest};
use crate::support::server::Server;
use crate::support::visitor::{Visitor, code, ready};

/// An unclaimed box with TLS of its own, and its code.
async fn box_with_code() -> (Guarded, String) {
    let node = Guarded::empty().await;
    let claim = ready(&node.app, node.server.data()).await;
    let code = code(&claim);
    (node, code)
}

/// What the plain port says to these very bytes.
async fn say(node: &Guarded, bytes: &str) -> String {
    let mut stream = TcpStream::connect(node.plain).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    rest(&mut stream).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn no_page_elsewhere_may_read_a_page_of_ours() {
    let (unclaimed, claimed) = (Server::empty().await, Server::of_ada().await);
    ready(&unclaimed.app, unclaimed.data()).await;
    let mut phone = Visitor::at_home(&unclaimed.app);
    for path in ["/", "/setup", "/setup/code", "/setup/check", "/welcome/token", "/nothing"] {
        assert!(
            !phone.get(path).await.headers.contains_key("access-control-allow-origin"),
            "{path}"
        );
    }
    let elsewhere = [("origin", "https://evil.example")];
    for path in ["/", "/@ada", "/oauth/authorize", "/welcome", "/assets/style.css", "/health"] {
        let answer = claimed.send(Method::GET, path, &elsewhere, "").await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
    // Apps and other programs in a browser need these.
    for path in
        ["/api/v2/instance", "/api/v1/unknown", "/actor", "/users/ada", "/.well-known/nodeinfo"]
    {
        let answer = claimed.send(Method::GET, path, &elsewhere, "").await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.headers.get_all("access-control-allow-origin").iter().count(), 1);
    }
}

#[tokio::test]
async fn a_browser_that_asks_first_is_told_no_more_than_others() {
    let (node, _) = box_with_code().await;
    for path in ["/setup/code", "/api/v2/instance", "/oauth/token"] {
        let answer = say(
            &node,
            &format!(
                "OPTIONS {path} HTTP/1.1\r\nhost: evil.example\r\norigin: https://evil.example\r\n\
                 access-control-request-method: POST\r\nconnection: close\r\n\r\n"
            ),
        )
        .await;
        assert_eq!(status(&answer), "403", "{answer}");
        assert!(!answer.contains("access-control"), "{answer}");
    }
}

#[tokio::test]
async fn a_browser_that_calls_a_form_foreign_is_believed() {
    let server = Server::empty().await;
    let right = code(&ready(&server.app, server.data()).await);
    for site in ["cross-site", "same-site"] {
        let mut phone = Visitor::at_home(&server.app);
        phone.site = Some(site.to_owned());
        assert_eq!(phone.show(&right).await.status, StatusCode::FORBIDDEN, "{site}");
    }
    let mut phone = Visitor::at_home(&server.app);
    phone.site = Some("same-origin".to_owned());
    assert_eq!(phone.show(&right).await.status, StatusCode::SEE_OTHER);
}
