//! "Update URL": one GET that tells any dynamic DNS provider our addresses, as routers do it.
//!
//! Such a provider knows addresses only, no TXT records.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::AUTHORIZATION;
use serde::{Deserialize, Serialize};
use url::Url;

use super::api::{complaint, meaning};
use super::change::{Change, Wish};
use super::secret::Secret;
use super::trouble::Trouble;
use crate::app::App;
use crate::net::{Family, Limits};

/// A word or two.
const LIMITS: Limits = Limits { body_bytes: 16 * 1024, deadline: Duration::from_secs(15) };
/// Servers of this protocol want no more than that from a client that was refused.
const AFTER_ABUSE: Duration = Duration::from_secs(30 * 60);

/// The URL; it usually has a key in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateUrl {
    /// With `<ip>`, `<ip6>` and `<domain>` where these belong; FRITZ!Box's spellings do as well.
    pub url: Secret,
}

impl UpdateUrl {
    /// Whether this can be a URL.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        let filled = fill(self.url.reveal(), "home.example", &Change::default());
        address(&filled).map(drop)
    }

    pub(super) async fn set_addresses(
        &self,
        app: &App,
        host: &str,
        change: &Change,
    ) -> Result<(), Trouble> {
        if !app.clock.is_trusted() {
            return Err(Trouble::Untimely);
        }
        let (url, authorization) = address(&fill(self.url.reveal(), host, change))?;
        let mut request = Request::get(url.as_str());
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(Bytes::new()).map_err(|_| no_url())?;
        let answer = app.appliance.services.send(request, Family::Any, LIMITS).await?;
        let said = complaint(answer.body());
        if answer.status().is_success() {
            return verdict(&said);
        }
        // What it says may repeat the key that stands in the URL.
        Err(meaning(answer.status(), answer.headers(), String::new()))
    }
}

/// The URL with what belongs into it. A family without an address leaves its place empty.
fn fill(url: &str, host: &str, change: &Change) -> String {
    let text = |wish: Wish<String>| match wish {
        Wish::Set(address) => address,
        Wish::Leave | Wish::Remove => String::new(),
    };
    let ipv4 = text(change.ipv4.map(|address| address.to_string()));
    let ipv6 = text(change.ipv6.map(|address| address.to_string()));
    let places = [
        ("<ip>", &ipv4),
        ("<ipaddr>", &ipv4),
        ("<ip6>", &ipv6),
        ("<ip6addr>", &ipv6),
        ("<domain>", &host.to_owned()),
    ];
    places.iter().fold(url.to_owned(), |url, (place, value)| url.replace(place, value))
}

/// The URL without name and password, which become a header.
fn address(text: &str) -> Result<(Url, Option<String>), Trouble> {
    let mut url = Url::parse(text).map_err(|_| no_url())?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
        return Err(no_url());
    }
    if url.username().is_empty() {
        return Ok((url, None));
    }
    let pair = format!("{}:{}", plain(url.username()), plain(url.password().unwrap_or_default()));
    url.set_username("").map_err(|()| no_url())?;
    url.set_password(None).map_err(|()| no_url())?;
    Ok((url, Some(format!("Basic {}", STANDARD.encode(pair)))))
}

/// What percent signs stand for.
fn plain(text: &str) -> String {
    let pair = format!("x={}", text.replace('+', "%2B"));
    let decoded = url::form_urlencoded::parse(pair.as_bytes()).next();
    decoded.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// What providers write with a status that means success (the protocol of dyndns2, and `DuckDNS`).
fn verdict(said: &str) -> Result<(), Trouble> {
    let word = said.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    match word.as_str() {
        "badauth" | "badagent" | "!donator" | "ko" => Err(Trouble::Key(word)),
        "nohost" | "notfqdn" | "numhost" | "!yours" => Err(Trouble::NotAllowed(word)),
        "abuse" => Err(Trouble::Busy(AFTER_ABUSE)),
        "911" | "dnserr" => Err(Trouble::Away(word)),
        _ => Ok(()),
    }
}

fn no_url() -> Trouble {
    Trouble::Odd("the update URL is not a URL".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change() -> Change {
        let ipv4 = Wish::Set([192, 0, 1, 7].into());
        Change { ipv4, ipv6: Wish::Set("2001:db8::7".parse().unwrap()) }
    }

    #[test]
    fn the_addresses_are_filled_in_where_they_belong() {
        let filled =
            fill("https://d.example/u?h=<domain>&a=<ip>&b=<ip6addr>", "a.example", &change());
        assert_eq!(filled, "https://d.example/u?h=a.example&a=192.0.1.7&b=2001:db8::7");
        let empty = fill("https://d.example/?a=<ipaddr>", "a.example", &Change::default());
        assert_eq!(empty, "https://d.example/?a=");
    }

    #[test]
    fn name_and_password_travel_in_a_header() {
        let (url, header) = address("https://ada:p%40ss+1@d.example/u").unwrap();
        assert_eq!(url.as_str(), "https://d.example/u");
        assert_eq!(header, Some(format!("Basic {}", STANDARD.encode("ada:p@ss+1"))));
        for odd in ["", "d.example/u", "ftp://d.example/", "file:///etc/passwd"] {
            assert!(address(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn an_answer_that_sounds_like_success_is_read() {
        assert_eq!(verdict("good 192.0.1.7"), Ok(()));
        assert_eq!(verdict("nochg"), Ok(()));
        assert_eq!(verdict("badauth"), Err(Trouble::Key("badauth".into())));
        assert_eq!(verdict("nohost"), Err(Trouble::NotAllowed("nohost".into())));
        assert_eq!(verdict("abuse"), Err(Trouble::Busy(AFTER_ABUSE)));
    }
}
