//! deSEC: free names below dedyn.io and own domains, run by a non-profit (<https://desec.io>).
//!
//! Not the sign-up, which needs a person.

use hyper::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::api::Api;
use super::budget::PATIENCE;
use super::change::{Change, TTL_SECONDS};
use super::secret::Secret;
use super::trouble::Trouble;
use super::zone;
use crate::app::App;

const API: &str = "https://desec.io/api/v1";

/// An account there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeSec {
    /// May change the name; its owner makes it on deSEC's pages.
    pub token: Secret,
    /// The API; anybody may run deSEC's software.
    #[serde(default = "api")]
    pub api: String,
}

/// What holds a name there.
struct Domain {
    name: String,
    /// What stands before it; empty for the domain itself.
    subname: String,
    ttl_seconds: u64,
}

impl DeSec {
    /// Whether the account has `host`.
    pub(super) async fn check(&self, app: &App, host: &str) -> Result<(), Trouble> {
        self.domain(app, host).await.map(drop)
    }

    pub(super) async fn set_addresses(
        &self,
        app: &App,
        host: &str,
        change: &Change,
    ) -> Result<(), Trouble> {
        let ipv4 = change.ipv4.map(|address| address.to_string()).values();
        let ipv6 = change.ipv6.map(|address| address.to_string()).values();
        let sets = [("A", ipv4), ("AAAA", ipv6)];
        let sets = sets.into_iter().filter_map(|(kind, records)| Some((kind, records?)));
        self.put(app, host, sets.collect()).await
    }

    pub(super) async fn set_txt(
        &self,
        app: &App,
        fqdn: &str,
        value: Option<&str>,
    ) -> Result<(), Trouble> {
        let quoted =
            |value: &str| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
        self.put(app, fqdn, vec![("TXT", value.into_iter().map(quoted).collect())]).await
    }

    /// No records means that there is to be none of that kind.
    async fn put(
        &self,
        app: &App,
        fqdn: &str,
        sets: Vec<(&'static str, Vec<String>)>,
    ) -> Result<(), Trouble> {
        let domain = self.domain(app, fqdn).await?;
        let wait = app.appliance.names.time_to_write();
        if wait > PATIENCE {
            return Err(Trouble::Busy(wait));
        }
        tokio::time::sleep(wait).await;
        let set = |(kind, records): (&str, Vec<String>)| json!({ "subname": domain.subname, "type": kind, "ttl": domain.ttl_seconds, "records": records });
        let body = sets.into_iter().map(set).collect();
        let path = format!("/domains/{}/rrsets/", domain.name);
        self.api(app).send(Method::PUT, &path, Some(body)).await.map(drop)
    }

    async fn domain(&self, app: &App, fqdn: &str) -> Result<Domain, Trouble> {
        let answer = self.api(app).get("/domains/", &[("owns_qname", fqdn)]).await?;
        let domains = answer.as_array().ok_or_else(|| Trouble::Odd("not a list".into()))?;
        let Some(first) = domains.first() else {
            return Err(Trouble::NotAllowed(format!("{fqdn} is not in this account")));
        };
        read(first, fqdn).ok_or_else(|| Trouble::Odd("not a domain that was asked for".into()))
    }

    fn api<'a>(&'a self, app: &'a App) -> Api<'a> {
        Api { app, base: &self.api, scheme: "Token", token: &self.token }
    }
}

/// A domain out of an answer, if it holds `fqdn`; a name from elsewhere must not get into a path.
fn read(domain: &Value, fqdn: &str) -> Option<Domain> {
    let name = domain.get("name")?.as_str()?;
    let subname = zone::within(name, fqdn)?;
    let least = domain.get("minimum_ttl").and_then(Value::as_u64).unwrap_or(0);
    let ttl_seconds = least.clamp(u64::from(TTL_SECONDS), 86_400);
    Some(Domain { name: name.to_owned(), subname, ttl_seconds })
}

/// Where deSEC is.
pub(super) fn api() -> String {
    API.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_taken_only_if_it_holds_the_name() {
        let domain = read(&json!({ "name": "ada.dedyn.io", "minimum_ttl": 60 }), "ada.dedyn.io");
        assert_eq!(
            domain.map(|found| (found.subname, found.ttl_seconds)),
            Some((String::new(), 60))
        );
        let below = read(&json!({ "name": "example", "minimum_ttl": 3600 }), "home.example");
        assert_eq!(
            below.map(|found| (found.subname, found.ttl_seconds)),
            Some(("home".into(), 3600))
        );
        for odd in [json!({ "name": "../../auth" }), json!({ "name": "" }), json!([]), json!(null)]
        {
            assert!(read(&odd, "home.example").is_none(), "{odd}");
        }
    }
}
