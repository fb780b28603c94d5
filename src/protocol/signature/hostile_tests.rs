//! Signatures that must not be believed, and headers that must not hurt.
//!
//! The numbers are those of the checklist of hostile inputs, part "signature and identity".

use super::tests::{BODY, KEY_ID, Lines, NOW_MS, RSA, body_of, draft, ed25519, rsa_public, signed};
use super::*;
use crate::protocol::http_date;

const HOUR_MS: i64 = 3_600_000;
const MESSAGE_INPUT: &str = r#"("@method" "@target-uri" "content-digest")"#;

fn refusal(lines: &Lines) -> SignatureError {
    lines.read("POST", "/inbox").unwrap_err()
}

/// A request in RFC 9421's dialect with an input of the test's own, truly signed.
fn message(input: &str, base: &[(&str, &str)]) -> Lines {
    use base64::Engine as _;
    let mut text: String =
        base.iter().map(|(name, value)| format!("\"{name}\": {value}\n")).collect();
    text.push_str(&format!("\"@signature-params\": {input}"));
    let signature =
        base64::engine::general_purpose::STANDARD.encode(RSA.sign(text.as_bytes()).unwrap());
    Lines::default()
        .with("signature-input", &format!("sig1={input}"))
        .with("signature", &format!("sig1=:{signature}:"))
        .with("content-digest", &Digest::of(BODY).message_header())
}

fn verify(lines: &Lines, now_ms: i64) -> Result<(), SignatureError> {
    lines.read("POST", "/inbox")?.verify(&body_of("POST"), &rsa_public(), now_ms)
}

/// 1.
#[test]
fn a_request_without_signature_is_told_apart() {
    assert_eq!(refusal(&Lines::default()), SignatureError::Missing);
    assert_eq!(SignatureError::Missing.to_string(), "the request is not signed");
    let only_input = Lines::default().with("signature-input", "sig1=()");
    assert_eq!(refusal(&only_input), SignatureError::Malformed("Signature header"));
}

/// 7 and 8.
#[test]
fn a_signature_that_covers_too_little_is_refused() {
    let date = http_date::write(NOW_MS);
    for (names, what) in [
        ("date", "request target"),
        ("host date digest", "request target"),
        ("(request-target) date digest", "host"),
        ("(request-target) host digest", "date"),
        ("(request-target) host date", "body's digest"),
    ] {
        let lines = draft(names, "", "")
            .with("date", &date)
            .with("digest", &Digest::of(BODY).draft_header());
        assert_eq!(refusal(&lines), SignatureError::NotCovered(what), "{names}");
    }
    let no_names =
        Lines::default().with("signature", &format!(r#"keyId="{KEY_ID}",signature="AA==""#));
    assert_eq!(refusal(&no_names), SignatureError::NotCovered("request target"));
}

/// 8.
#[test]
fn another_body_than_the_signed_one_is_refused() {
    for dialect in [Dialect::Draft, Dialect::Message] {
        let lines = signed(dialect, "POST", "/inbox", &RSA);
        let other = Digest::of(b"{}");
        let claim = lines.read("POST", "/inbox").unwrap();
        assert_eq!(claim.verify(&other, &rsa_public(), NOW_MS), Err(SignatureError::Body));
        // With a digest of the other body the header is another than the signed one.
        let swapped = lines
            .set("digest", &other.draft_header())
            .set("content-digest", &other.message_header());
        let claim = swapped.read("POST", "/inbox").unwrap();
        assert_eq!(claim.verify(&other, &rsa_public(), NOW_MS), Err(SignatureError::Wrong));
    }
    let mut absent = signed(Dialect::Draft, "POST", "/inbox", &RSA);
    absent.0.retain(|(name, _)| name != "digest");
    assert_eq!(refusal(&absent), SignatureError::Absent);
}

/// 10 and 11.
#[test]
fn a_signature_is_good_for_about_an_hour_either_way() {
    for dialect in [Dialect::Draft, Dialect::Message] {
        let lines = signed(dialect, "POST", "/inbox", &RSA);
        for (offset_ms, wanted) in [
            (0, Ok(())),
            (HOUR_MS, Ok(())),
            (2 * HOUR_MS, Err(SignatureError::Expired)),
            (-HOUR_MS, Ok(())),
            (-3 * HOUR_MS, Err(SignatureError::Future)),
        ] {
            assert_eq!(verify(&lines, NOW_MS + offset_ms), wanted, "{dialect:?} {offset_ms}");
        }
    }
}

/// 11.
#[test]
fn an_expiry_is_capped_and_must_come_after_the_creation() {
    let created_s = NOW_MS / 1000;
    let base = [
        ("@method", "POST"),
        ("@target-uri", "https://home.example/inbox"),
        ("content-digest", &Digest::of(BODY).message_header()),
    ];
    for (expires_s, offset_ms, wanted) in [
        (created_s + 60, 0, Ok(())),
        (created_s + 60, 2 * HOUR_MS, Err(SignatureError::Expired)),
        (created_s - 1, 0, Err(SignatureError::Expired)),
        (253_370_764_800, 12 * HOUR_MS, Ok(())),
        (253_370_764_800, 14 * HOUR_MS, Err(SignatureError::Expired)),
        (999_999_999_999_999, 14 * HOUR_MS, Err(SignatureError::Expired)),
        (-999_999_999_999_999, 0, Err(SignatureError::Expired)),
    ] {
        let input =
            format!(r#"{MESSAGE_INPUT};created={created_s};expires={expires_s};keyid="{KEY_ID}""#);
        let lines = message(&input, &base);
        assert_eq!(verify(&lines, NOW_MS + offset_ms), wanted, "{expires_s}");
    }
}

/// 12 and 17.
#[test]
fn a_signature_for_another_path_or_host_is_refused() {
    for dialect in [Dialect::Draft, Dialect::Message] {
        let lines = signed(dialect, "POST", "/users/alice/inbox", &RSA);
        for (method, host, target) in [
            ("POST", "home.example", "/inbox"),
            ("POST", "other.example", "/users/alice/inbox"),
            ("POST", "home.example:8443", "/users/alice/inbox"),
            ("POST", "home.example", "/users/alice/inbox?x"),
            ("PUT", "home.example", "/users/alice/inbox"),
        ] {
            let claim = lines.read_at(method, host, target).unwrap();
            let verified = claim.verify(&body_of("POST"), &rsa_public(), NOW_MS);
            assert_eq!(
                verified,
                Err(SignatureError::Wrong),
                "{dialect:?} {method} {host} {target}"
            );
        }
    }
}

/// 13.
#[test]
fn what_comes_twice_is_refused() {
    let draft = signed(Dialect::Draft, "POST", "/inbox", &RSA);
    for (name, what) in [
        ("signature", "Signature header"),
        ("digest", "Digest header"),
        ("date", "Date header"),
        ("host", "Host header"),
    ] {
        let twice = draft.clone().with(name, &draft.value(name));
        assert_eq!(refusal(&twice), SignatureError::Twice(what));
    }
    let message = signed(Dialect::Message, "POST", "/inbox", &RSA);
    for (name, what) in
        [("signature-input", "Signature-Input header"), ("content-digest", "Content-Digest header")]
    {
        let twice = message.clone().with(name, &message.value(name));
        assert_eq!(refusal(&twice), SignatureError::Twice(what));
    }
    let parameter = format!(r#"{},keyId="https://evil.example/key""#, draft.value("signature"));
    assert_eq!(
        refusal(&draft.set("signature", &parameter)),
        SignatureError::Twice("signature parameter")
    );
    let label = format!("{0}, {0}", message.value("signature-input"));
    assert_eq!(
        refusal(&message.set("signature-input", &label)),
        SignatureError::Twice("Signature-Input header")
    );
}

/// 14.
#[test]
fn a_list_of_signed_headers_is_bounded_and_plain() {
    let many: Vec<String> = (0..500).map(|number| format!("x-{number}")).collect();
    let enough = "(request-target) host date digest";
    for (names, error) in [
        (format!("{enough} x-absent"), SignatureError::Absent),
        (format!("{enough} date"), SignatureError::Twice("signed header")),
        (format!("{enough} {}", many.join(" ")), SignatureError::TooMuch("list of signed headers")),
        (format!("{enough} Content-Type"), SignatureError::Malformed("list of signed headers")),
        (format!("{enough} (unheard-of)"), SignatureError::UnknownComponent),
    ] {
        let lines = draft(&names, "", "")
            .with("date", &http_date::write(NOW_MS))
            .with("digest", &Digest::of(BODY).draft_header());
        assert_eq!(refusal(&lines), error, "{names}");
    }
    let long = "a".repeat(100_000);
    assert_eq!(
        refusal(&Lines::default().with("signature", &long)),
        SignatureError::TooMuch("Signature header")
    );
}

/// 14: a line break would let a header bring lines of its own into the signed text.
#[test]
fn a_signed_header_cannot_smuggle_a_line() {
    let lines = draft("(request-target) host date digest x-note", "", "")
        .with("date", &http_date::write(NOW_MS))
        .with("digest", &Digest::of(BODY).draft_header())
        .with("x-note", "one\ndigest: two");
    assert_eq!(refusal(&lines), SignatureError::Malformed("signed header"));
}

/// 15.
#[test]
fn a_signature_input_is_strict_and_bounded() {
    let labels: Vec<String> = (0..100).map(|number| format!("s{number}=()")).collect();
    let components: Vec<String> = (0..1000).map(|number| format!("\"x{number}\"")).collect();
    let what = "Signature-Input header";
    for (input, error) in [
        (labels.join(", "), SignatureError::TooMuch(what)),
        (format!("a=({})", components.join(" ")), SignatureError::TooMuch(what)),
        (format!("a={MESSAGE_INPUT}{}", ";a=1".repeat(2)), SignatureError::Twice(what)),
        (String::from(r#"a=("@method";req "@target-uri")"#), SignatureError::UnknownComponent),
        (String::from(r#"a=("@method" "date";bs)"#), SignatureError::UnknownComponent),
        (String::from(r#"a=("@method" "date";sf)"#), SignatureError::UnknownComponent),
        (String::from(r#"a=("@method" "@method")"#), SignatureError::Twice("signature component")),
        (String::from(r#"a=(("@method"))"#), SignatureError::Malformed(what)),
        (String::from(r#"a=(@method)"#), SignatureError::Malformed(what)),
        (String::from(r#"a=("@method""@path")"#), SignatureError::Malformed(what)),
        (String::from(r#"a=("@method"),"#), SignatureError::Malformed(what)),
        (String::from(r#"A=("@method")"#), SignatureError::Malformed(what)),
        (String::new(), SignatureError::Malformed(what)),
        ("(".repeat(5000), SignatureError::Malformed(what)),
    ] {
        let lines = Lines::default().with("signature", "a=:AAAA:").with("signature-input", &input);
        assert_eq!(refusal(&lines), error, "{input}");
    }
    let unknown = format!(
        r#"a=("@method" "@target-uri" "content-digest" "@status");created=1;keyid="{KEY_ID}""#
    );
    let lines = Lines::default()
        .with("signature", "a=:AAAA:")
        .with("signature-input", &unknown)
        .with("content-digest", &Digest::of(BODY).message_header());
    assert_eq!(refusal(&lines), SignatureError::UnknownComponent);
}

/// 15: others may sign as well, as long as one label is for us.
#[test]
fn the_first_usable_label_counts() {
    let lines = signed(Dialect::Message, "POST", "/inbox", &RSA);
    let input = format!(r#"other=("@status");created=1, {}"#, lines.value("signature-input"));
    let signature = format!("other=:AAAA:, {}", lines.value("signature"));
    let lines = lines.set("signature-input", &input).set("signature", &signature);
    assert_eq!(verify(&lines, NOW_MS), Ok(()));
}

/// 16.
#[test]
fn the_key_decides_the_algorithm_and_a_contradiction_is_refused() {
    let base = [
        ("@method", "POST"),
        ("@target-uri", "https://home.example/inbox"),
        ("content-digest", &Digest::of(BODY).message_header()),
    ];
    for (algorithm, wanted) in [
        ("", Ok(())),
        (r#";alg="rsa-v1_5-sha256""#, Ok(())),
        (r#";alg="hmac-sha256""#, Err(SignatureError::Algorithm)),
        (r#";alg="rsa-pss-sha512""#, Err(SignatureError::Algorithm)),
        (r#";alg="ed25519""#, Err(SignatureError::Algorithm)),
        (";alg=ed25519", Err(SignatureError::Malformed("Signature-Input header"))),
    ] {
        let created_s = NOW_MS / 1000;
        let input = format!(r#"{MESSAGE_INPUT};created={created_s};keyid="{KEY_ID}"{algorithm}"#);
        assert_eq!(verify(&message(&input, &base), NOW_MS), wanted, "{algorithm}");
    }
    let lines = signed(Dialect::Draft, "POST", "/inbox", &RSA);
    for (name, wanted) in [
        ("hs2019", Ok(())),
        ("hmac-sha256", Err(SignatureError::Algorithm)),
        ("ed25519", Err(SignatureError::Algorithm)),
    ] {
        let header = lines.value("signature").replace("rsa-sha256", name);
        assert_eq!(verify(&lines.clone().set("signature", &header), NOW_MS), wanted, "{name}");
    }
    // A public key is no secret: whoever knows it cannot sign with it, and another's key does not fit.
    let other = signed(Dialect::Message, "POST", "/inbox", &ed25519());
    let header = other.value("signature-input").replace(r#";alg="ed25519""#, "");
    assert_eq!(verify(&other.set("signature-input", &header), NOW_MS), Err(SignatureError::Wrong));
}

/// 17.
#[test]
fn a_message_that_covers_too_little_is_refused() {
    for (components, method, target, what) in [
        (r#""@target-uri" "content-digest""#, "POST", "/inbox", "method"),
        (r#""@method" "@authority" "content-digest""#, "POST", "/inbox", "request target"),
        (r#""@method" "@path" "content-digest""#, "POST", "/inbox", "host"),
        (r#""@method" "@target-uri""#, "POST", "/inbox", "body's digest"),
        (r#""@method" "@authority" "@path""#, "GET", "/outbox?page=1", "request target"),
    ] {
        let input = format!(r#"a=({components});created=1;keyid="{KEY_ID}""#);
        let lines = Lines::default().with("signature", "a=:AAAA:").with("signature-input", &input);
        let refused = lines.read(method, target).unwrap_err();
        assert_eq!(refused, SignatureError::NotCovered(what), "{components}");
    }
    let undated = format!(r#"a=("@method" "@target-uri" "date");keyid="{KEY_ID}""#);
    let lines = Lines::default().with("signature", "a=:AAAA:").with("signature-input", &undated);
    let dated = lines.clone().with("date", &http_date::write(NOW_MS));
    assert!(dated.read("GET", "/").is_ok());
    assert_eq!(lines.read("GET", "/").unwrap_err(), SignatureError::NotCovered("date"));
}

/// 22.
#[test]
fn a_key_id_has_one_plain_spelling() {
    for key_id in [
        "http://peer.example/key",
        "HTTPS://peer.example/key",
        "https://Peer.example/key",
        "https://peer.example./key",
        "https://peer.example:443/key",
        "https://peer.example:8443/key",
        "https://user@peer.example/key",
        "https://user:secret@peer.example/key",
        "https://peer.example/users/../key",
        "https://peer.example/users/%2E%2e/key",
        "https://peer.example\\key",
        "https://peer.example /key",
        "https:///key",
        "https://",
        "https://2130706433/key",
        "https://p%65er.example/key",
        "acct:alice@peer.example",
        "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "data:text/plain,key",
        "key",
        "",
        &format!("https://peer.example/{}", "a".repeat(4000)),
    ] {
        let lines = signed(Dialect::Draft, "POST", "/inbox", &RSA);
        let header = lines.value("signature").replace(KEY_ID, key_id);
        assert_eq!(refusal(&lines.set("signature", &header)), SignatureError::KeyId, "{key_id}");
    }
    for key_id in [
        "https://peer.example/actor#main-key",
        "https://peer.example/?author=1#main-key",
        "https://xn--fsq.example/@a/key",
    ] {
        assert_eq!(key_id::check(key_id), Ok(()), "{key_id}");
    }
    assert_eq!(key_id::check("https://п\u{435}er.example/key"), Err(SignatureError::KeyId));
}
