//! Our node in a process of its own, with a certificate that it was handed: the binary itself only believes those
//! it has ordered.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use nichoir::app::App;
use nichoir::appliance::certificate::Live;
use nichoir::clock::Clock;
use nichoir::net::Net;
use nichoir::random::Random;
use nichoir::serve::{Networks, Sockets, serve_at};
use nichoir::store::Store;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::support::prepared::{HOST, prepare};

/// Files with the certificate and the key, in the folder that everybody is given.
pub(crate) const CERTIFICATE: &str = "certificate.pem";
pub(crate) const KEY: &str = "key.pem";
/// What this program is called with to become the node.
pub(crate) const NODE: &str = "tls-node";

/// The running node. Killed when dropped.
pub(crate) struct Node {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

impl Node {
    pub(crate) fn start(folder: &Path) -> Self {
        // In this process: hashing a passphrase takes memory that a node does not need otherwise.
        drop(Runtime::new().unwrap().block_on(prepare(folder)));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(NODE)
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        Self { child, address: first.trim().parse().unwrap() }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is the node until it is killed, on as many threads as the binary has.
pub(crate) fn run(folder: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(1 << 20)
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let store = Store::open(&folder.join("nichoir.sqlite3")).unwrap();
        let net = Net::pinned(BTreeMap::new());
        let media = folder.join("media");
        let app = App::new(store, Clock::system(), Random::system(), net, media);
        app.appliance.certificates.swap(certificate(folder));
        let (plain, secure) = (listener().await, listener().await);
        println!("{}", secure.local_addr().unwrap());
        let sockets = Sockets { plain: vec![plain], secure: vec![secure], names: None };
        serve_at(app, sockets, Networks::default(), std::future::pending()).await.unwrap();
    });
}

fn certificate(folder: &Path) -> Live {
    let certificate = CertificateDer::from_pem_file(folder.join(CERTIFICATE)).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join(KEY)).unwrap();
    let key = aws_lc_rs::sign::any_supported_type(&key).unwrap();
    let key = Arc::new(CertifiedKey::new(vec![certificate], key));
    Live { names: vec![HOST.into()], key, not_after_ms: i64::MAX }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}
