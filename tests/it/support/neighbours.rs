//! Two whole nodes on loopback that reach each other and nobody else, with their jobs running.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::Empty;
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use nichoir::actions::draft::{Draft, QuotePolicy};
use nichoir::actions::follow::{Options, follow};
use nichoir::actions::post::{NewPost, post};
use nichoir::actions::setup::{NewOwner, setup};
use nichoir::app::App;
use nichoir::clock::Clock;
use nichoir::error::Result;
use nichoir::federation::resolve::resolve_handle;
use nichoir::id::{AccountId, StatusId};
use nichoir::net::Net;
use nichoir::protocol::acct::Acct;
use nichoir::random::Random;
use nichoir::site::Site;
use nichoir::store::statuses::{self, Status, Visibility};
use nichoir::store::{Read, Store, accounts, follows};
use tokio::net::TcpListener;

/// One of the two.
pub(crate) struct Neighbour {
    pub(crate) app: App,
    pub(crate) me: AccountId,
    pub(crate) name: &'static str,
    pub(crate) host: &'static str,
    pub(crate) address: SocketAddr,
    _folder: tempfile::TempDir,
}

/// Ada at `ada.example` and Bert at `bert.example`.
pub(crate) async fn neighbours() -> (Neighbour, Neighbour) {
    let [ada, bert] = [listener().await, listener().await];
    let at = |listener: &TcpListener| listener.local_addr().unwrap();
    let hosts: BTreeMap<String, SocketAddr> =
        [("ada.example".into(), at(&ada)), ("bert.example".into(), at(&bert))].into();
    let ada = Neighbour::start("ada", "ada.example", ada, hosts.clone()).await;
    (ada, Neighbour::start("bert", "bert.example", bert, hosts).await)
}

/// The same, and each follows the other.
pub(crate) async fn friends() -> (Neighbour, Neighbour) {
    let (ada, bert) = neighbours().await;
    for (from, to) in [(&ada, &bert), (&bert, &ada)] {
        let target = from.find(to).await;
        follow(&from.app, from.me, target, Options::default()).await.unwrap();
        let me = from.me;
        from.until("the follow is accepted", move |db| follows::is_accepted(db, me, target)).await;
    }
    (ada, bert)
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

impl Neighbour {
    async fn start(
        name: &'static str,
        host: &'static str,
        listener: TcpListener,
        hosts: BTreeMap<String, SocketAddr>,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("nichoir.sqlite3")).unwrap();
        let media = folder.path().join("media");
        let app = App::new(store, Clock::system(), Random::system(), Net::pinned(hosts), media);
        let site = Site::new(host, host);
        let owner = NewOwner { name: name.into(), site, passphrase: "a nest of one's own".into() };
        setup(&app, owner).await.unwrap();
        let me = app.store.read(|db| Ok(accounts::owners(db)?[0])).await.unwrap();
        tokio::spawn(nichoir::serve::serve(app.clone(), listener, std::future::pending()));
        tokio::spawn(nichoir::jobs::runner::run(app.clone()));
        Self { app, me, name, host, address, _folder: folder }
    }

    /// The status that somebody gets who asks for a document without a signature.
    pub(crate) async fn asked_by_a_stranger(&self, path: &str) -> u16 {
        let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
        let request = Request::get(format!("http://{}{path}", self.address))
            .header("accept", "application/activity+json")
            .body(Empty::new())
            .unwrap();
        client.request(request).await.unwrap().status().as_u16()
    }

    pub(crate) fn handle(&self) -> String {
        format!("@{}@{}", self.name, self.host)
    }

    /// The other's account, found by its handle.
    pub(crate) async fn find(&self, other: &Self) -> AccountId {
        let acct = Acct::parse(&other.handle()).unwrap();
        resolve_handle(&self.app, &acct).await.unwrap()
    }

    /// Posts and answers the post's URI.
    pub(crate) async fn says(
        &self,
        text: &str,
        visibility: Visibility,
        in_reply_to: Option<StatusId>,
    ) -> String {
        let draft = Draft { text: text.into(), ..Draft::default() };
        self.posts(NewPost {
            quote_policy: QuotePolicy::default(),
            draft,
            visibility,
            in_reply_to,
            quote: None,
            idempotency_key: None,
            app_id: None,
            scheduled: None,
        })
        .await
    }

    /// Posts and answers the post's URI.
    pub(crate) async fn posts(&self, new: NewPost) -> String {
        let id = post(&self.app, self.me, new).await.unwrap();
        self.app.store.read(move |db| statuses::by_id(db, id)).await.unwrap().unwrap().uri
    }

    /// Waits until the status is here.
    pub(crate) async fn gets(&self, uri: &str) -> Status {
        let wanted = uri.to_owned();
        self.until("the post is here", move |db| Ok(statuses::by_uri(db, &wanted)?.is_some()))
            .await;
        self.has(uri).await.unwrap()
    }

    /// The status, if it is here now.
    pub(crate) async fn has(&self, uri: &str) -> Option<Status> {
        let uri = uri.to_owned();
        self.read(move |db| statuses::by_uri(db, &uri)).await
    }

    pub(crate) async fn read<T, F>(&self, query: F) -> T
    where
        T: Send + 'static,
        F: FnOnce(&Read) -> Result<T> + Send + 'static,
    {
        self.app.store.read(query).await.unwrap()
    }

    /// Waits until a condition of the store holds, at most twenty seconds.
    pub(crate) async fn until<F>(&self, what: &str, holds: F)
    where
        F: Fn(&Read) -> Result<bool> + Clone + Send + 'static,
    {
        for _ in 0..1_000 {
            if self.read(holds.clone()).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{}: {what} did not come true", self.name);
    }
}
