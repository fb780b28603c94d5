//! What the self-test says when the node is not what others could use.

use std::collections::BTreeMap;
use std::sync::Arc;

use rcgen::generate_simple_self_signed;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::clock::Clock;
use crate::net::{Net, tls};
use crate::random::Random;
use crate::store::{Store, settings};

const HOST: &str = "home.example";

fn app(folder: &tempfile::TempDir) -> App {
    let store = Store::open(&folder.path().join("n.sqlite3")).unwrap();
    let net = Net::pinned(BTreeMap::new());
    App::new(store, Clock::system(), Random::seeded(1), net, folder.path().join("media"))
}

fn ada() -> Wanted {
    Wanted { name: "ada".into(), host: HOST.into(), handle_domain: HOST.into() }
}

fn code(app: &App) -> String {
    app.appliance.findings.about(Topic::Federation).unwrap().code
}

#[tokio::test]
async fn without_an_owner_there_is_nobody_to_be_found() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder);
    assert_eq!(test(&app, &ada()).await, OWNER);
    assert_eq!(code(&app), "federation-owner");
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_told_from_a_listener_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = app(&folder);
    app.store.write(|tx| settings::set(tx, settings::HOST, HOST)).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    app.appliance.own_tls = Some(listener.local_addr().unwrap());
    let serving = tokio::spawn(untrusted(listener));
    assert_eq!(test(&app, &ada()).await, SOON);
    assert_eq!(code(&app), "federation-untrusted");
    serving.abort();
    let _ = serving.await;
    assert_eq!(test(&app, &ada()).await, SOON);
    assert_eq!(code(&app), "federation-answer");
}

async fn untrusted(listener: TcpListener) {
    let made = generate_simple_self_signed(vec![HOST.to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(tls::provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    while let Ok((stream, _)) = listener.accept().await {
        let _ = acceptor.accept(stream).await;
    }
}

#[test]
fn a_listener_for_everybody_is_reached_over_the_machine_itself() {
    let near = |text: &str| near(text.parse().unwrap()).to_string();
    assert_eq!(near("0.0.0.0:443"), "127.0.0.1:443");
    assert_eq!(near("[::]:443"), "[::1]:443");
    assert_eq!(near("192.0.1.2:8443"), "192.0.1.2:8443");
}
