//! A whole node behind a listener, with an owner and a settable clock, and a client that asks it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

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
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{OnceCell, oneshot};

use super::node::{HOST, START_MS};

/// The owner's passphrase.
pub(crate) const PASSPHRASE: &str = "a nest of one's own";

/// A node that answers on loopback.
pub(crate) struct Server {
    pub(crate) app: App,
    pub(crate) address: SocketAddr,
    pub(crate) client: Asker,
    folder: TempDir,
    _stop: oneshot::Sender<()>,
}

/// What asks the node.
pub(crate) type Asker = Client<HttpConnector, Full<Bytes>>;

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Server {
    /// A node in which nobody lives.
    pub(crate) async fn empty() -> Self {
        Self::start(tempfile::tempdir().unwrap(), Net::pinned(BTreeMap::new())).await
    }

    /// A node where `@ada` lives.
    pub(crate) async fn of_ada() -> Self {
        Self::of_ada_reaching(Net::pinned(BTreeMap::new())).await
    }

    /// The same, with a way to other servers.
    pub(crate) async fn of_ada_reaching(net: Net) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settled = SETTLED.get_or_init(settled).await;
        std::fs::write(folder.path().join(DATABASE), settled).unwrap();
        Self::start(folder, net).await
    }

    async fn start(folder: TempDir, net: Net) -> Self {
        let app = app_in(&folder, net, START_MS);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        tokio::spawn(nichoir::serve::serve(app.clone(), listener, stopped));
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { app, address, client, folder, _stop: stop }
    }

    /// Its database file.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    /// Its data folder.
    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The same node after a restart: all that is not on disk is forgotten. The clock goes on.
    pub(crate) fn restarted(&self) -> App {
        let store = Store::open(&self.database()).unwrap();
        let net = Net::pinned(BTreeMap::new());
        let (clock, media) = (self.app.clock.clone(), self.app.media.clone());
        App::new(store, clock, Random::seeded(8), net, media)
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
        self.ask(request.body(Full::new(Bytes::from(body.to_owned()))).unwrap()).await
    }

    /// Sends any request.
    pub(crate) async fn ask(&self, request: Request<Full<Bytes>>) -> Answer {
        ask(&self.client, request).await
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

/// Sends any request, without holding on to the node.
pub(crate) async fn ask(client: &Asker, request: Request<Full<Bytes>>) -> Answer {
    let (head, body) = client.request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: head.status, headers: head.headers, body }
}

/// The database of a node where `@ada` lives. Made once: her keys and the hash of her passphrase take
/// longer than most stories.
static SETTLED: OnceCell<Vec<u8>> = OnceCell::const_new();

async fn settled() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    // A day before the stories begin, so that no id is made twice.
    let app = app_in(&folder, Net::pinned(BTreeMap::new()), START_MS - 24 * 3_600_000);
    let ada =
        NewOwner { name: "ada".into(), site: Site::new(HOST, HOST), passphrase: PASSPHRASE.into() };
    setup(&app, ada).await.unwrap();
    let whole = folder.path().join("whole.sqlite3");
    let copy = rusqlite::Connection::open(folder.path().join(DATABASE)).unwrap();
    copy.execute("VACUUM INTO ?1", [whole.to_str().unwrap()]).unwrap();
    std::fs::read(whole).unwrap()
}

fn app_in(folder: &TempDir, net: Net, now_ms: i64) -> App {
    let store = Store::open(&folder.path().join(DATABASE)).unwrap();
    let (clock, random) = (Clock::set_to(now_ms), Random::seeded(7));
    App::new(store, clock, random, net, folder.path().join("media"))
}

const DATABASE: &str = "nichoir.sqlite3";

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
