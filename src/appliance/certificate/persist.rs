//! The record that the owner puts into DNS once, instead of an answer at each renewal: `dns-persist-01`.
//!
//! Still a draft. This is draft-ietf-acme-dns-persist-01, which pebble and Let's Encrypt's staging speak;
//! draft 02 spells its lists otherwise and hashes the account, so it is not mistaken for this one.

use serde::Deserialize;

/// The challenge, as the authority calls it.
pub(super) const KIND: &str = "dns-persist-01";
/// How draft 01 calls what draft 02 calls `issuerDomainNames`.
const ISSUERS: &str = "issuer-domain-names";

/// Where the record for `host` stands.
pub(super) fn name(host: &str) -> String {
    format!("_validation-persist.{host}")
}

/// What the record says: only `issuer` may issue, and only for our account there.
pub(super) fn record(issuer: &str, account_uri: &str) -> String {
    format!("{issuer}; accounturi={account_uri}")
}

/// By which name the authority is called in the record, if `answer` (an authorization) offers the challenge
/// of draft 01. The first is as good as any.
pub(super) fn issuer(answer: &[u8]) -> Option<String> {
    // Nearly every answer is something else, and most are larger.
    let mentioned = answer.windows(ISSUERS.len()).any(|part| part == ISSUERS.as_bytes());
    let offer: Offer = mentioned.then(|| serde_json::from_slice(answer).ok())??;
    let persist = offer.challenges.into_iter().find(|challenge| challenge.kind == KIND)?;
    persist.issuers.into_iter().find(|issuer| is_plain(issuer))
}

/// It goes into a record that is shown to the owner.
fn is_plain(issuer: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    !issuer.is_empty() && issuer.len() <= 253 && issuer.chars().all(plain)
}

#[derive(Deserialize)]
struct Offer {
    #[serde(default)]
    challenges: Vec<Challenge>,
}

#[derive(Deserialize)]
struct Challenge {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, rename = "issuer-domain-names")]
    issuers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_that_of_draft_01() {
        assert_eq!(name("home.example"), "_validation-persist.home.example");
        assert_eq!(
            record("ca.example", "https://ca.example/acct/7"),
            "ca.example; accounturi=https://ca.example/acct/7"
        );
    }

    #[test]
    fn the_issuer_is_read_from_the_offer_of_draft_01_only() {
        let offer = |key: &str, name: &str| {
            format!(
                r#"{{"status":"pending","challenges":[{{"type":"http-01","url":"x"}},
                    {{"type":"dns-persist-01","url":"y","{key}":["{name}","b.example"]}}]}}"#
            )
        };
        let read = |key, name| issuer(offer(key, name).as_bytes());
        assert_eq!(read(ISSUERS, "ca.example").as_deref(), Some("ca.example"));
        assert_eq!(read("issuerDomainNames", "ca.example"), None);
        assert_eq!(read(ISSUERS, "ca; policy=wildcard").as_deref(), Some("b.example"));
        assert_eq!(issuer(b"issuer-domain-names"), None);
    }
}
