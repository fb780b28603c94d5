//! A data folder with an owner in it, made in this process before the real binary runs on it.

use std::collections::BTreeMap;
use std::path::Path;

use nichoir::actions::setup::{NewOwner, setup};
use nichoir::app::App;
use nichoir::clock::Clock;
use nichoir::net::Net;
use nichoir::random::Random;
use nichoir::site::Site;
use nichoir::store::oauth::{Hash, OauthApp, Token};
use nichoir::store::{Store, oauth, owners};

/// Its host.
pub(crate) const HOST: &str = "home.example";
/// Name of the owner.
pub(crate) const OWNER: &str = "ada";
/// Passphrase of the owner.
pub(crate) const PASSPHRASE: &str = "a nest of one's own";

/// The node in `data`, which `@ada` owns; reaches nobody.
pub(crate) async fn prepare(data: &Path) -> App {
    prepare_with(data, Net::pinned(BTreeMap::new())).await
}

/// The same, which reaches others through `net`.
pub(crate) async fn prepare_with(data: &Path, net: Net) -> App {
    let store = Store::open(&data.join("nichoir.sqlite3")).unwrap();
    let app = App::new(store, Clock::system(), Random::system(), net, data.join("media"));
    let owner =
        NewOwner { name: OWNER.into(), site: Site::new(HOST, HOST), passphrase: PASSPHRASE.into() };
    setup(&app, owner).await.unwrap();
    app
}

/// A token of the owner for everything.
pub(crate) async fn token(app: &App) -> String {
    token_of(app, "tales").await
}

/// One of another app: how often an app may ask is limited.
pub(crate) async fn token_of(app: &App, client_id: &str) -> String {
    let secret = format!("a token that {client_id} was given");
    let (hash, client_id) = (sha256(&secret), client_id.to_owned());
    let (id, now_ms) = (app.ids.next(), app.clock.now_ms());
    let write = app.store.write(move |tx| {
        let (owner, _) = owners::first(tx)?.unwrap();
        let app = OauthApp {
            id,
            client_id,
            secret_hash: sha256("secret"),
            name: "Tales".into(),
            website: None,
            redirect_uris: Vec::new(),
            scopes: SCOPES.into(),
            created_ms: now_ms,
        };
        oauth::insert_app(tx, &app)?;
        let token = Token { app_id: id, account_id: Some(owner), scopes: SCOPES.into() };
        oauth::insert_token(tx, &hash, &token, now_ms)
    });
    write.await.unwrap();
    secret
}

fn sha256(secret: &str) -> Hash {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, secret.as_bytes());
    digest.as_ref().try_into().unwrap()
}

const SCOPES: &str = "read write follow";
