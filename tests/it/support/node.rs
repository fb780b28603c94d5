//! A node without listeners: its store, its clock and its application actor.

use std::sync::LazyLock;

use nichoir::app::App;
use nichoir::clock::Clock;
use nichoir::error::Result;
use nichoir::id::AccountId;
use nichoir::net::Net;
use nichoir::protocol::key::{KeyKind, PrivateKey};
use nichoir::random::Random;
use nichoir::site::Site;
use nichoir::store::accounts::{self, AccountKind};
use nichoir::store::{Store, keys, settings};

/// Its host.
pub(crate) const HOST: &str = "home.example";
/// When its clock starts: 2026-11-23.
pub(crate) const START_MS: i64 = 1_795_400_000_000;

/// One for all stories: making a key takes longer than most of them.
static KEY: LazyLock<Vec<u8>> =
    LazyLock::new(|| PrivateKey::generate_rsa().unwrap().to_bytes().unwrap());

/// A node and the folder it lives in.
pub(crate) struct Node {
    pub(crate) app: App,
    _folder: tempfile::TempDir,
}

impl Node {
    /// A node that reaches the world through `net`.
    pub(crate) async fn new(net: Net) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("nichoir.sqlite3")).unwrap();
        let clock = Clock::set_to(START_MS);
        let media = folder.path().join("media");
        let app = App::new(store, clock, Random::seeded(1), net, media);
        let id = app.ids.next();
        app.store.write(move |tx| settle(tx, id)).await.unwrap();
        Self { app, _folder: folder }
    }
}

fn settle(tx: &nichoir::store::Write, id: AccountId) -> Result<()> {
    settings::set(tx, settings::HOST, HOST)?;
    let site = Site::new(HOST, HOST);
    accounts::insert_local(tx, id, &site.application(), HOST, AccountKind::Application, START_MS)?;
    keys::put_private(tx, id, KeyKind::Rsa, &KEY)
}
