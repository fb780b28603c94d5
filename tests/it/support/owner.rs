//! The owner at work with an app: a token and the requests made with it.

use hyper::Method;
use serde_json::Value;

use super::server::{Answer, Server};
use super::sign_in::token;

/// Somebody signed in.
pub(crate) struct Owner<'s> {
    pub(crate) server: &'s Server,
    pub(super) bearer: String,
}

impl<'s> Owner<'s> {
    /// Signs in with these scopes.
    pub(crate) async fn with_scopes(server: &'s Server, scopes: &str) -> Self {
        Self { server, bearer: format!("Bearer {}", token(server, scopes).await) }
    }

    /// Signs in with everything that apps usually ask for.
    pub(crate) async fn sign_in(server: &'s Server) -> Self {
        Self::with_scopes(server, "read write follow").await
    }

    /// The token itself.
    pub(crate) fn token(&self) -> &str {
        self.bearer.strip_prefix("Bearer ").unwrap()
    }

    /// Asks with a JSON body.
    pub(crate) async fn ask(&self, method: Method, path: &str, body: &Value) -> Answer {
        let headers =
            [("authorization", self.bearer.as_str()), ("content-type", "application/json")];
        self.server.send(method, path, &headers, &body.to_string()).await
    }

    /// Asks with more headers.
    pub(crate) async fn ask_with(
        &self,
        method: Method,
        path: &str,
        more: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut headers = vec![("authorization", self.bearer.as_str())];
        headers.extend(more);
        self.server.send(method, path, &headers, body).await
    }

    /// Gets something that must be there.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.ask_with(Method::GET, path, &[], "").await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Posts something that must work.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.ask(Method::POST, path, body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }
}

/// The ids of a list, in order.
pub(crate) fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}
