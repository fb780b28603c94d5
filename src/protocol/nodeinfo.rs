//! NodeInfo documents: which software runs here and, honestly, how few people use it.
//!
//! Not for finding out what a server can do (FEP-0151 forbids that use).
//! Spec: NodeInfo 2.0 and 2.1, FEP-f1d5, FEP-0151; FEP-2677 for the link to the application actor.

use serde_json::{Value, json};

/// The versions that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 2.0.
    V2_0,
    /// 2.1.
    V2_1,
}

/// Who uses this server. One owner counts as one user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Accounts here.
    pub total: u64,
    /// Of these, posted or signed in during the last 30 days.
    pub active_month: u64,
    /// The same for 180 days.
    pub active_half_year: u64,
    /// Posts written here, not received.
    pub local_posts: u64,
}

/// What `/.well-known/nodeinfo` says. `base` is `https://HOST`, `application` the application actor.
pub fn discovery(base: &str, application: &str) -> Value {
    json!({ "links": [
        { "rel": format!("{SCHEMA}2.1"), "href": format!("{base}/nodeinfo/2.1") },
        { "rel": format!("{SCHEMA}2.0"), "href": format!("{base}/nodeinfo/2.0") },
        { "rel": "https://www.w3.org/ns/activitystreams#Application", "href": application },
    ]})
}

/// The document itself; `name` and `description` are the owner's words about the server.
pub fn document(version: Version, usage: Usage, name: &str, description: &str) -> Value {
    let number = match version {
        Version::V2_0 => "2.0",
        Version::V2_1 => "2.1",
    };
    json!({
        "version": number,
        "software": { "name": "nichoir", "version": env!("CARGO_PKG_VERSION") },
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": [] },
        "openRegistrations": false,
        "usage": {
            "users": {
                "total": usage.total,
                "activeMonth": usage.active_month,
                "activeHalfyear": usage.active_half_year,
            },
            "localPosts": usage.local_posts,
        },
        "metadata": { "nodeName": name, "nodeDescription": description },
    })
}

/// The media type of a document.
pub fn media_type(version: Version) -> &'static str {
    match version {
        Version::V2_0 => {
            "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\""
        }
        Version::V2_1 => {
            "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\""
        }
    }
}

const SCHEMA: &str = "http://nodeinfo.diaspora.software/ns/schema/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discovery_leads_to_both_versions_and_the_application_actor() {
        let found = discovery("https://home.example", "https://home.example/actor");
        let links: Vec<&str> = found["links"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l["href"].as_str().unwrap())
            .collect();
        let expected = ["/nodeinfo/2.1", "/nodeinfo/2.0", "/actor"];
        assert_eq!(links, expected.map(|path| format!("https://home.example{path}")));
    }

    #[test]
    fn one_owner_is_counted_as_one_user() {
        let usage = Usage { total: 1, active_month: 1, active_half_year: 1, local_posts: 7 };
        let written = document(Version::V2_0, usage, "Home", "A home");
        assert_eq!(written["version"], "2.0");
        assert_eq!(written["usage"]["users"]["total"], 1);
        assert_eq!(written["usage"]["localPosts"], 7);
        assert_eq!(written["openRegistrations"], false);
        assert!(media_type(Version::V2_1).contains("2.1#"));
    }
}
