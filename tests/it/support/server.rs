//! A whole node behind a listener, with an owner and a settable clock, and a client that asks it.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName};
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use nichoir::actions::setup::{NewOwner, setup};
use nichoir::app::App;
use nichoir::clock::Clock;
use nichoir::net::Net;
use nichoir::random::Random;
use nichoir::site::Site;
use nichoir::store::Store;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::node::{HOST, START_MS};

/// The owner's passphrase.
pub(crate) const PASSPHRASE: &str = "a nest of one's own";

/// A node that answers on loopback.
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) address: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
    _folder: tempfile::TempDir,
    _stop: oneshot::Sender<()>,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Server {
    /// A node in which nobody lives.
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("nichoir.sqlite3")).unwrap();
        let (clock, random) = (Clock::set_to(START_MS), Random::seeded(7));
        let net = Net::pinned(std::collections::BTreeMap::new());
        let app = App::new(store, clock, random, net, folder.path().join("media"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        tokio::spawn(nichoir::serve::serve(app.clone(), listener, stopped));
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { app, address, client, _folder: folder, _stop: stop }
    }

    /// A node where `@ada` lives.
    pub(crate) async fn of_ada() -> Self {
        let server = Self::empty().await;
        setup(
            &server.app,
            NewOwner {
                name: "ada".into(),
                site: Site::new(HOST, HOST),
                passphrase: PASSPHRASE.into(),
            },
        )
        .await
        .unwrap();
        server
    }

    /// Sends a request with headers and a body.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request =
            Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
        let response = self.client.request(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// Gets a page as a guest.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    /// Posts a form as a guest.
    pub(crate) async fn post_form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, path, &kind, &form).await
    }
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, empty if it is not there.
    pub(crate) fn header(&self, name: &'static str) -> &str {
        let value = self.headers.get(HeaderName::from_static(name));
        value.map_or("", |value| value.to_str().unwrap())
    }
}
