//! What time others say it is: the `Date` of their HTTPS answers.
//!
//! For a machine that does not know the time, and so cannot tell whether a certificate is valid today.
//! Instead, each certificate is judged by the very date that its owner claims: chain and name as
//! everywhere, only the "now" is theirs. One server can lie, so whoever asks must ask several.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, DATE, HOST};
use hyper::http::uri::{Authority, Uri};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::connector::{Connection, first_that_answers};
use super::error::{NetError, Step};
use super::guard::Refusal;
use super::resolver::look_up_any;
use super::tls::{provider, system_roots};
use crate::clock::Clock;
use crate::protocol::http_date;

/// For everything from the name to the head of the answer.
const DEADLINE: Duration = Duration::from_secs(8);
/// Lookups at a time; each holds a thread.
const LOOKUPS: usize = 4;
/// A date has whole seconds, cut off.
const HALF_A_SECOND_MS: i64 = 500;

/// Asks for the time. Cheap to clone.
#[derive(Clone)]
pub struct Dates {
    roots: Option<Arc<RootCertStore>>,
    lookups: Arc<Semaphore>,
}

impl Dates {
    /// Trusts whom the system trusts.
    pub fn system() -> Self {
        Self { roots: None, lookups: Arc::new(Semaphore::new(LOOKUPS)) }
    }

    /// Trusts these authorities: for stories. No configuration leads here.
    pub fn trusting(roots: RootCertStore) -> Self {
        Self { roots: Some(Arc::new(roots)), ..Self::system() }
    }

    /// How far the system's time is from what each of `urls` says, in milliseconds: positive if it is behind.
    /// Who does not answer, or cannot be trusted, is left out.
    pub async fn ask(&self, urls: &[String], clock: &Clock) -> Vec<i64> {
        let Ok(verifier) = self.verifier().await else { return Vec::new() };
        let mut asked = JoinSet::new();
        for url in urls {
            let (dates, clock, verifier) = (self.clone(), clock.clone(), verifier.clone());
            let url = url.clone();
            asked.spawn(async move {
                let told = timeout(DEADLINE, dates.one(&url, &clock, verifier)).await;
                let told = told.unwrap_or_else(|_| Err(NetError::unreachable(Step::Timeout, &"")));
                told.map_err(|error| tracing::debug!(url, %error, "no date")).ok()
            });
        }
        let mut told = Vec::new();
        while let Some(answer) = asked.join_next().await {
            told.extend(answer.ok().flatten());
        }
        told
    }

    /// Not kept: it is needed once or twice in the life of a process, and takes memory.
    async fn verifier(&self) -> Result<Arc<WebPkiServerVerifier>, NetError> {
        let given = self.roots.clone();
        let load = move || given.map_or_else(|| system_roots().map(Arc::new), Ok);
        let roots =
            tokio::task::spawn_blocking(load).await.map_err(|cause| untrusted(&cause))??;
        WebPkiServerVerifier::builder_with_provider(roots, provider())
            .build()
            .map_err(|cause| untrusted(&cause))
    }

    async fn one(
        &self,
        url: &str,
        clock: &Clock,
        verifier: Arc<WebPkiServerVerifier>,
    ) -> Result<i64, NetError> {
        let url: Uri = url.parse().map_err(|_| Refusal::NotAUrl)?;
        let authority = url.authority().ok_or(Refusal::NotAUrl)?;
        let (host, port) = (authority.host(), authority.port_u16().unwrap_or(443));
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|cause| untrusted(&cause))?;
        let stream = first_that_answers(&look_up_any(&self.lookups, host, port).await?).await?;
        let later = Arc::new(Later { verifier, shown: Mutex::default() });
        let connector = TlsConnector::from(Arc::new(config(later.clone())?));
        let stream = connector.connect(name.clone(), stream).await;
        let stream = stream.map_err(|cause| untrusted(&cause))?;
        let answer = Connection::over(stream).await?.send(question(authority)?).await?;
        let system_ms = clock.uncorrected_ms();
        let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok());
        let date_ms = date.and_then(http_date::read);
        let date_ms =
            date_ms.ok_or_else(|| NetError::Protocol("an answer without a date".into()))?;
        later.judge(&name, date_ms)?;
        Ok(date_ms + HALF_A_SECOND_MS - system_ms)
    }
}

/// The least that has a date.
fn question(authority: &Authority) -> Result<Request<Full<Bytes>>, NetError> {
    Request::head("/")
        .header(HOST, authority.as_str())
        .header(CONNECTION, "close")
        .body(Full::default())
        .map_err(|cause| NetError::Protocol(cause.to_string()))
}

fn config(later: Arc<Later>) -> Result<ClientConfig, NetError> {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|cause| untrusted(&cause))?
        .dangerous()
        .with_custom_certificate_verifier(later)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // What is resumed shows no certificate.
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

/// Keeps the certificates until the date is known that they are judged by. That the server has their
/// key is checked at once.
#[derive(Debug)]
struct Later {
    verifier: Arc<WebPkiServerVerifier>,
    shown: Mutex<Vec<CertificateDer<'static>>>,
}

impl Later {
    /// Whether the server is `name`, if its own date is right.
    fn judge(&self, name: &ServerName<'_>, date_ms: i64) -> Result<(), NetError> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, others) = shown.split_first().ok_or_else(|| untrusted(&"no certificate"))?;
        let seconds = u64::try_from(date_ms / 1000).map_err(|_| untrusted(&"before 1970"))?;
        let date = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let judged = self.verifier.verify_server_cert(first, others, name, &[], date);
        judged.map(drop).map_err(|cause| untrusted(&cause))
    }
}

impl ServerCertVerifier for Later {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let all = std::iter::once(end_entity).chain(intermediates);
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) =
            all.map(|certificate| certificate.clone().into_owned()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

fn untrusted(cause: &impl ToString) -> NetError {
    NetError::unreachable(Step::Tls, cause)
}
