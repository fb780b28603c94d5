//! Cloudflare's API for zones that live there.
//!
//! Records are never "proxied": then Cloudflare would end TLS, and read everything.

use hyper::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::Api;
use super::change::{Change, TTL_SECONDS};
use super::secret::Secret;
use super::trouble::Trouble;
use super::zone;
use crate::app::App;

const API: &str = "https://api.cloudflare.com/client/v4";

/// A token for a zone there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloudflare {
    /// With the permission "Zone / DNS / Edit".
    pub token: Secret,
    /// The zone's id, for tokens that may not list zones.
    #[serde(default)]
    pub zone_id: Option<String>,
    /// The API.
    #[serde(default = "api")]
    pub api: String,
}

impl Cloudflare {
    /// Whether the token reaches the zone of `host`.
    pub(super) async fn check(&self, app: &App, host: &str) -> Result<(), Trouble> {
        let zone = self.zone(app, host).await?;
        self.records(app, &zone, "A", host).await.map(drop)
    }

    pub(super) async fn set_addresses(
        &self,
        app: &App,
        host: &str,
        change: &Change,
    ) -> Result<(), Trouble> {
        let zone = self.zone(app, host).await?;
        let ipv4 = change.ipv4.map(|address| address.to_string()).values();
        let ipv6 = change.ipv6.map(|address| address.to_string()).values();
        for (kind, wanted) in [("A", ipv4), ("AAAA", ipv6)] {
            if let Some(wanted) = wanted {
                self.put(app, &zone, (kind, host), wanted.first().cloned()).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn set_txt(
        &self,
        app: &App,
        fqdn: &str,
        value: Option<&str>,
    ) -> Result<(), Trouble> {
        let zone = self.zone(app, fqdn).await?;
        let quoted = value.map(|value| format!("\"{value}\""));
        self.put(app, &zone, ("TXT", fqdn), quoted).await
    }

    /// Makes `wanted` the only record of this kind and name.
    async fn put(
        &self,
        app: &App,
        zone: &str,
        (kind, name): (&str, &str),
        wanted: Option<String>,
    ) -> Result<(), Trouble> {
        let mut old = self.records(app, zone, kind, name).await?.into_iter();
        if let Some(content) = wanted {
            let (method, path) = match old.next() {
                Some(id) => (Method::PUT, format!("/zones/{zone}/dns_records/{id}")),
                None => (Method::POST, format!("/zones/{zone}/dns_records")),
            };
            let record = json!({
                "type": kind, "name": name, "content": content, "ttl": TTL_SECONDS, "proxied": false
            });
            self.api(app).send(method, &path, Some(record)).await?;
        }
        for id in old {
            let path = format!("/zones/{zone}/dns_records/{id}");
            self.api(app).send(Method::DELETE, &path, None).await?;
        }
        Ok(())
    }

    /// The ids of the records of this kind and name.
    async fn records(
        &self,
        app: &App,
        zone: &str,
        kind: &str,
        name: &str,
    ) -> Result<Vec<String>, Trouble> {
        let path = format!("/zones/{zone}/dns_records");
        let answer = self.api(app).get(&path, &[("type", kind), ("name", name)]).await?;
        ids(&answer)
    }

    async fn zone(&self, app: &App, host: &str) -> Result<String, Trouble> {
        if let Some(id) = &self.zone_id {
            return Ok(id.clone());
        }
        for name in zone::candidates(host) {
            let answer = self.api(app).get("/zones", &[("name", name)]).await?;
            if let Some(id) = ids(&answer)?.into_iter().next() {
                return Ok(id);
            }
        }
        Err(Trouble::NotAllowed(format!("the token sees no zone that holds {host}")))
    }

    fn api<'a>(&'a self, app: &'a App) -> Api<'a> {
        Api { app, base: &self.api, scheme: "Bearer", token: &self.token }
    }
}

/// Where Cloudflare is.
pub(super) fn api() -> String {
    API.to_owned()
}

/// The ids in a list; they become parts of paths, so they must be plain.
fn ids(answer: &Value) -> Result<Vec<String>, Trouble> {
    let odd = || Trouble::Odd("not a list of things with ids".into());
    let list = answer.get("result").and_then(Value::as_array).ok_or_else(odd)?;
    let id = |thing: &Value| {
        let id = thing.get("id").and_then(Value::as_str).filter(|id| is_id(id));
        id.map(str::to_owned).ok_or_else(odd)
    };
    list.iter().take(MOST).map(id).collect()
}

/// Whether `text` can be an id of Cloudflare's.
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// More records of one kind and name are nobody's home.
const MOST: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_would_lead_elsewhere_is_refused() {
        assert_eq!(ids(&json!({ "result": [{ "id": "0a1b" }] })), Ok(vec!["0a1b".into()]));
        for odd in ["../x", "", "a/b", "a?b"] {
            assert!(ids(&json!({ "result": [{ "id": odd }] })).is_err(), "{odd}");
        }
        assert!(ids(&json!({ "errors": [] })).is_err());
    }
}
