//! What honest servers send is accepted; what we send reads back.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::protocol::http_date;
use crate::protocol::key::{KeyKind, PrivateKey, PublicKey};

pub(super) const NOW_MS: i64 = 1_763_900_000_000;
pub(super) const KEY_ID: &str = "https://peer.example/users/alice#main-key";
pub(super) const BODY: &[u8] = br#"{"type":"Follow"}"#;

/// Making an RSA key is slow; all tests share one.
pub(super) static RSA: LazyLock<PrivateKey> = LazyLock::new(|| PrivateKey::generate_rsa().unwrap());

pub(super) fn ed25519() -> PrivateKey {
    PrivateKey::ed25519_from_seed([7; 32])
}

/// Header lines that own their text.
#[derive(Clone, Default)]
pub(super) struct Lines(pub Vec<(String, String)>);

impl Lines {
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn set(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(other, _)| other != name);
        self.with(name, value)
    }

    pub(super) fn value(&self, name: &str) -> String {
        self.0.iter().find(|(other, _)| other == name).unwrap().1.clone()
    }

    pub(super) fn read(&self, method: &str, target: &str) -> Result<Claim, SignatureError> {
        self.read_at(method, "home.example", target)
    }

    pub(super) fn read_at(
        &self,
        method: &str,
        host: &str,
        target: &str,
    ) -> Result<Claim, SignatureError> {
        let headers: Vec<(&str, &[u8])> =
            self.0.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        read(&Request { method, target, host, headers: &headers })
    }
}

/// A request signed by us, as it arrives.
pub(super) fn signed(dialect: Dialect, method: &str, target: &str, key: &PrivateKey) -> Lines {
    let digest = Digest::of(BODY);
    let body = (method == "POST").then_some(&digest);
    let request = Outgoing { method, host: "home.example", target, body };
    let headers = sign(dialect, &request, key, KEY_ID, NOW_MS).unwrap();
    let lines = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Lines(lines).with("host", "home.example")
}

/// A request signed over a text of the test's own, in the draft's dialect.
pub(super) fn draft(names: &str, base: &str, more: &str) -> Lines {
    use base64::Engine as _;
    let signature =
        base64::engine::general_purpose::STANDARD.encode(RSA.sign(base.as_bytes()).unwrap());
    Lines::default().with(
        "signature",
        &format!(r#"keyId="{KEY_ID}",{more}headers="{names}",signature="{signature}""#),
    )
}

pub(super) fn rsa_public() -> PublicKey {
    RSA.public().unwrap()
}

pub(super) fn body_of(method: &str) -> Digest {
    Digest::of(if method == "POST" { BODY } else { b"" })
}

#[test]
fn what_we_sign_is_accepted_in_both_dialects_with_both_keys() {
    for dialect in [Dialect::Draft, Dialect::Message] {
        for method in ["GET", "POST"] {
            for key in [&*RSA, &ed25519()] {
                let lines = signed(dialect, method, "/inbox?page=2", key);
                let claim = lines.read(method, "/inbox?page=2").unwrap();
                assert_eq!((claim.key_id.as_str(), claim.dialect), (KEY_ID, dialect));
                claim.verify(&body_of(method), &key.public().unwrap(), NOW_MS).unwrap();
            }
        }
    }
}

#[test]
fn the_headers_we_send_are_those_of_mastodon() {
    let post = signed(Dialect::Draft, "POST", "/inbox", &RSA);
    let header = post.value("signature");
    assert!(header.contains(r#"headers="(request-target) host date digest content-type""#));
    assert!(header.contains(r#"algorithm="rsa-sha256""#));
    let get = signed(Dialect::Draft, "GET", "/users/alice", &RSA);
    assert!(get.value("signature").contains(r#"headers="(request-target) host date""#));
    let message = signed(Dialect::Message, "POST", "/inbox", &RSA).value("signature-input");
    assert!(
        message
            .starts_with(r#"sig1=("@method" "@target-uri" "content-digest");created=1763900000;"#)
    );
}

#[test]
fn a_get_is_accepted_with_its_query_signed_or_not() {
    let date = http_date::write(NOW_MS);
    for target in ["/outbox", "/outbox?page=true"] {
        let base = format!("(request-target): get {target}\nhost: home.example\ndate: {date}");
        let lines = draft("(request-target) host date", &base, "").with("date", &date);
        let claim = lines.read("GET", "/outbox?page=true").unwrap();
        claim.verify(&body_of("GET"), &rsa_public(), NOW_MS).unwrap();
    }
}

#[test]
fn the_older_algorithm_names_are_read_by_the_key() {
    let date = http_date::write(NOW_MS);
    let base = format!("(request-target): get /\nhost: home.example\ndate: {date}");
    for more in ["", r#"algorithm="hs2019","#, r#"algorithm="rsa-sha256","#] {
        let lines = draft("(request-target) host date", &base, more).with("date", &date);
        let claim = lines.read("GET", "/").unwrap();
        claim.verify(&body_of("GET"), &rsa_public(), NOW_MS).unwrap();
    }
}

#[test]
fn snac_signs_the_digest_of_nothing_on_a_get() {
    let date = http_date::write(NOW_MS);
    let digest = body_of("GET").draft_header();
    let base =
        format!("(request-target): get /\nhost: home.example\ndigest: {digest}\ndate: {date}");
    let lines = draft("(request-target) host digest date", &base, r#"algorithm="rsa-sha256","#)
        .with("date", &date)
        .with("digest", &digest);
    let claim = lines.read("GET", "/").unwrap();
    claim.verify(&body_of("GET"), &rsa_public(), NOW_MS).unwrap();
}

#[test]
fn fedify_signs_more_headers_than_needed() {
    let date = http_date::write(NOW_MS);
    let base = format!(
        "accept: application/activity+json\ndate: {date}\nhost: home.example\nuser-agent: F/2\n(request-target): get /"
    );
    let lines = draft("accept date host user-agent (request-target)", &base, "")
        .with("date", &date)
        .with("accept", "application/activity+json")
        .with("user-agent", " F/2 ");
    let claim = lines.read("GET", "/").unwrap();
    claim.verify(&body_of("GET"), &rsa_public(), NOW_MS).unwrap();
}

#[test]
fn the_draft_s_own_times_count_when_they_are_signed() {
    let created_s = NOW_MS / 1000;
    let base = format!("(request-target): get /\nhost: home.example\n(created): {created_s}");
    let more = format!(r#"algorithm="hs2019",created={created_s},"#);
    let lines = draft("(request-target) host (created)", &base, &more);
    let claim = lines.read("GET", "/").unwrap();
    claim.verify(&body_of("GET"), &rsa_public(), NOW_MS).unwrap();
    let named = more.replace("hs2019", "rsa-sha256");
    let refused = draft("(request-target) host (created)", &base, &named).read("GET", "/");
    assert_eq!(refused.unwrap_err(), SignatureError::Malformed("Signature header"));
}

#[test]
fn digests_of_the_draft_are_read_in_any_case_and_company() {
    let digest = Digest::of(BODY);
    let good = digest.draft_header();
    for header in [good.clone(), good.replace("SHA-256", "sha-256"), format!("{good},MD5=AAAA")] {
        assert_eq!(Digest::read_draft(&header), Ok(digest), "{header}");
    }
    for header in [String::from("SHA-512=AAAA"), format!("{good},{good}"), String::from("SHA-256=")]
    {
        assert!(Digest::read_draft(&header).is_err(), "{header}");
    }
}

#[test]
fn a_request_through_a_proxy_or_http_2_has_another_host_header_or_none() {
    let lines = signed(Dialect::Draft, "POST", "/inbox", &RSA);
    for lines in
        [lines.clone().set("host", "127.0.0.1:8080"), lines.clone().set("host", "HOME.example")]
    {
        let claim = lines.read("POST", "/inbox").unwrap();
        let is_ours = lines.value("host").starts_with("127");
        let verified = claim.verify(&body_of("POST"), &rsa_public(), NOW_MS).is_ok();
        assert_eq!(verified, is_ours, "a signer signs the host as it wrote it");
    }
    let mut without = lines;
    without.0.retain(|(name, _)| name != "host");
    let claim = without.read("POST", "/inbox").unwrap();
    claim.verify(&body_of("POST"), &rsa_public(), NOW_MS).unwrap();
}

proptest! {
    #[test]
    fn reading_never_panics(
        input in ".{0,200}",
        signature in ".{0,200}",
        digest in ".{0,80}",
        target in ".{0,40}",
    ) {
        let lines = Lines::default().with("signature", &signature).with("digest", &digest);
        let _ = lines.read("POST", &target);
        let _ = lines.with("signature-input", &input).read("GET", &target);
        let _ = Digest::read_draft(&digest);
        let _ = Digest::read_message(&digest);
        let _ = http_date::read(&digest);
    }

    #[test]
    fn reading_what_is_nearly_a_signature_never_panics(
        name in "[a-z@()-]{1,12}",
        params in "(;[a-z]{1,4}(=[0-9\"?:A-z.-]{0,6})?){0,4}",
        number in "-?[0-9]{0,20}(\\.[0-9]{0,5})?",
    ) {
        let lines = Lines::default()
            .with("signature", &format!("a=:AAAA:{params}"))
            .with("signature-input", &format!("a=(\"{name}\"{params});created={number}{params}"));
        let _ = lines.read("GET", "/");
        let draft = format!("keyId=\"{KEY_ID}\",headers=\"{name}\",created={number},signature=\"AA==\"");
        let _ = Lines::default().with("signature", &draft).read("GET", "/");
    }

    #[test]
    fn every_target_and_body_signs_and_verifies(
        target in "/[a-z0-9/%?&=.~-]{0,40}",
        body in proptest::collection::vec(any::<u8>(), 0..200),
        is_draft in any::<bool>(),
    ) {
        let dialect = if is_draft { Dialect::Draft } else { Dialect::Message };
        let digest = Digest::of(&body);
        let request = Outgoing { method: "POST", host: "home.example", target: &target, body: Some(&digest) };
        let headers = sign(dialect, &request, &ed25519(), KEY_ID, NOW_MS).unwrap();
        let lines = Lines(headers.into_iter().map(|(n, v)| (n.to_owned(), v)).collect());
        let claim = lines.read("POST", &target).unwrap();
        prop_assert!(claim.verify(&digest, &ed25519().public().unwrap(), NOW_MS).is_ok());
        let other = Digest::of(b"another body");
        prop_assert_eq!(claim.check(&other, NOW_MS), Err(SignatureError::Body));
    }
}

#[test]
fn a_key_kind_is_kept_by_its_name() {
    for kind in [KeyKind::Rsa, KeyKind::Ed25519] {
        assert_eq!(KeyKind::from_name(kind.name()), Some(kind));
    }
    assert_eq!(KeyKind::from_name("dsa"), None);
}
