//! How the world sees us, for homes whose router does not tell its address: without it no record could be
//! made, nor said which one to make.
//!
//! Asked of deSEC, which keeps this for clients of dynamic DNS, whoever serves the owner's DNS.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use hyper::Request;
use hyper::body::Bytes;

use crate::app::App;
use crate::net::guard::is_public;
use crate::net::{Family, Limits};

/// Says by which address somebody comes who comes by IPv4, and by IPv6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// A page with the IPv4 address of whoever asks, and nothing else.
    pub v4: String,
    /// The same for IPv6.
    pub v6: String,
}

impl Default for Mirror {
    fn default() -> Self {
        Self { v4: "https://checkipv4.dedyn.io/".into(), v6: "https://checkipv6.dedyn.io/".into() }
    }
}

/// An address and nothing else.
const LIMITS: Limits = Limits { body_bytes: 256, deadline: Duration::from_secs(10) };

impl Mirror {
    /// Our IPv4 address; `None` where there is no such way out.
    pub(super) async fn ipv4(&self, app: &App) -> Option<Ipv4Addr> {
        match look(app, &self.v4, Family::V4).await? {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }
    }

    /// Our IPv6 address; `None` where there is no such way out.
    pub(super) async fn ipv6(&self, app: &App) -> Option<Ipv6Addr> {
        match look(app, &self.v6, Family::V6).await? {
            IpAddr::V6(address) => Some(address),
            IpAddr::V4(_) => None,
        }
    }
}

async fn look(app: &App, url: &str, family: Family) -> Option<IpAddr> {
    let request = Request::get(url).body(Bytes::new()).ok()?;
    let answer = app.appliance.services.send(request, family, LIMITS).await.ok()?;
    let address: IpAddr = std::str::from_utf8(answer.body()).ok()?.trim().parse().ok()?;
    (answer.status().is_success() && is_public(address)).then_some(address)
}
