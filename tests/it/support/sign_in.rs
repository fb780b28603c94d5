//! Signing in with an app, step by step as a browser would.

use serde_json::Value;

use super::server::{Answer, PASSPHRASE, Server};

/// Where the app of the stories wants its codes; contains an encoded URL, as Elk's does.
pub(crate) const REDIRECT: &str = "https://app.example/oauth/https%3A%2F%2Fhome.example";

/// A registered app.
pub(crate) struct TestApp {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl TestApp {
    /// Registers with these scopes.
    pub(crate) async fn register(server: &Server, scopes: &str) -> Self {
        let form = [("client_name", "Tales"), ("redirect_uris", REDIRECT), ("scopes", scopes)];
        let answer = server.post_form("/api/v1/apps", &form).await.json();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self { id: text("client_id"), secret: text("client_secret") }
    }

    /// Sends the form of the sign-in page, with more fields over the usual ones.
    pub(crate) async fn sign_in(&self, server: &Server, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("client_id", self.id.as_str()),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("passphrase", PASSPHRASE),
        ];
        form.extend(more);
        server.post_form("/oauth/authorize", &form).await
    }

    /// Exchanges a code, with more fields over the usual ones.
    pub(crate) async fn exchange(
        &self,
        server: &Server,
        code: &str,
        more: &[(&str, &str)],
    ) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
            ("redirect_uri", REDIRECT),
            ("code", code),
        ];
        form.extend(more);
        server.post_form("/oauth/token", &form).await
    }
}

/// The code in a redirect back to the app.
pub(crate) fn code_in(answer: &Answer) -> String {
    let location = answer.header("location");
    let query = location.strip_prefix(REDIRECT).unwrap().strip_prefix('?').unwrap();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "code").unwrap().1.into_owned()
}

/// A token with these scopes.
pub(crate) async fn token(server: &Server, scopes: &str) -> String {
    let app = TestApp::register(server, scopes).await;
    let code = code_in(&app.sign_in(server, &[("scope", scopes)]).await);
    let answer = app.exchange(server, &code, &[]).await.json();
    let Value::String(token) = &answer["access_token"] else { panic!("no token: {answer}") };
    token.clone()
}
