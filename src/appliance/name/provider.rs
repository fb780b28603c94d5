//! Who serves the owner's DNS, and the few things that we ask of them.
//!
//! Each provider has a file of its own; this one only chooses among them.

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::cloudflare::Cloudflare;
use super::desec::DeSec;
use super::rfc2136::Rfc2136;
use super::trouble::Trouble;
use super::update_url::UpdateUrl;
use crate::app::App;
use crate::error::Result;
use crate::store::{Read, Write, settings};

/// A row of `settings`; in it are secrets.
const PROVIDER: &str = "dns_provider";
/// RFC 1035 §3.3: one string. What authorities want us to publish is shorter.
const TXT_BYTES: usize = 255;

/// Who serves the owner's DNS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Provider {
    /// deSEC, dedyn.io.
    Desec(DeSec),
    /// An own server that takes signed updates.
    Rfc2136(Rfc2136),
    /// Cloudflare.
    Cloudflare(Cloudflare),
    /// Any that has an update URL.
    UpdateUrl(UpdateUrl),
    /// The owner, who pastes records somewhere; we only watch.
    #[default]
    Manual,
}

impl Provider {
    /// Whether it knows us and lets us change `host`. Changes nothing.
    pub(super) async fn check(&self, app: &App, host: &str) -> Result<(), Trouble> {
        match self {
            Self::Desec(desec) => desec.check(app, host).await,
            Self::Rfc2136(server) => server.check(app, host).await,
            Self::Cloudflare(cloudflare) => cloudflare.check(app, host).await,
            Self::UpdateUrl(url) => url.check(),
            Self::Manual => Ok(()),
        }
    }

    /// Makes `host` lead where `change` says.
    pub(super) async fn set_addresses(
        &self,
        app: &App,
        host: &str,
        change: &Change,
    ) -> Result<(), Trouble> {
        match self {
            Self::Desec(desec) => desec.set_addresses(app, host, change).await,
            Self::Rfc2136(server) => server.set_addresses(app, host, change).await,
            Self::Cloudflare(cloudflare) => cloudflare.set_addresses(app, host, change).await,
            Self::UpdateUrl(url) => url.set_addresses(app, host, change).await,
            Self::Manual => Err(Trouble::Unable),
        }
    }

    /// Makes `value` the only TXT record of `fqdn`; `None` takes it away.
    pub(super) async fn set_txt(
        &self,
        app: &App,
        fqdn: &str,
        value: Option<&str>,
    ) -> Result<(), Trouble> {
        if value.is_some_and(|value| value.len() > TXT_BYTES || !value.is_ascii()) {
            return Err(Trouble::Odd("that does not fit into a TXT record".into()));
        }
        match self {
            Self::Desec(desec) => desec.set_txt(app, fqdn, value).await,
            Self::Rfc2136(server) => server.set_txt(app, fqdn, value).await,
            Self::Cloudflare(cloudflare) => cloudflare.set_txt(app, fqdn, value).await,
            Self::UpdateUrl(_) | Self::Manual => Err(Trouble::Unable),
        }
    }

    /// Whether we change records there ourselves.
    pub fn is_automatic(&self) -> bool {
        !matches!(self, Self::Manual)
    }

    /// Whether TXT records can be set there.
    pub fn has_txt(&self) -> bool {
        matches!(self, Self::Desec(_) | Self::Rfc2136(_) | Self::Cloudflare(_))
    }

    /// What forms and commands call it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Desec(_) => "desec",
            Self::Rfc2136(_) => "rfc2136",
            Self::Cloudflare(_) => "cloudflare",
            Self::UpdateUrl(_) => "update_url",
            Self::Manual => "manual",
        }
    }
}

/// The provider that was chosen; [`Provider::Manual`] as long as none was.
pub fn load(db: &Read) -> Result<Provider> {
    let row = settings::value(db, PROVIDER)?;
    Ok(row.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

pub(super) fn save(tx: &Write, provider: &Provider) -> Result<()> {
    settings::set(tx, PROVIDER, &serde_json::to_string(provider)?)
}
