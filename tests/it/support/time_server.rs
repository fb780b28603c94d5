//! HTTPS servers that say what time it is, with certificates for a certain time.

use std::sync::Arc;

use nichoir::protocol::http_date;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd as day,
};
use rustls::RootCertStore;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Who vouches for the servers of a story.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// What a certificate says.
#[derive(Clone, Copy)]
pub(crate) struct Paper {
    pub(crate) name: &'static str,
    /// Valid from the first to the second of these days.
    pub(crate) days: [(i32, u8, u8); 2],
}

/// In order, in late 2026.
pub(crate) const GOOD: Paper = Paper { name: "localhost", days: [(2026, 11, 1), (2026, 12, 1)] };

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_before = day(2020, 1, 1);
        params.not_after = day(2040, 1, 1);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Trust in it, and in nobody else.
    pub(crate) fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).unwrap();
        roots
    }

    /// Starts a server with this certificate that says that it is `date_ms`; answers its URL.
    pub(crate) async fn server(&self, paper: Paper, date_ms: i64) -> String {
        let mut params = CertificateParams::new([paper.name.to_owned()]).unwrap();
        let [from, to] = paper.days;
        params.not_before = day(from.0, from.1, from.2);
        params.not_after = day(to.0, to.1, to.2);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever does not like the certificate goes away in the middle.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let _ = stream.read(&mut [0; 1024]).await;
                let date = http_date::write(date_ms);
                let answer = format!("HTTP/1.1 404 Not Found\r\ndate: {date}\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        format!("https://localhost:{port}/")
    }
}
