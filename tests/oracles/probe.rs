//! Lets another implementation ask ours: one JSON request per line in, one JSON answer per line out.
//!
//! Not part of the product. `test_signatures.py` says which requests there are by using them.

use std::error::Error;
use std::io::{self, BufRead as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nichoir::protocol::key::{KeyKind, PrivateKey, PublicKey};
use nichoir::protocol::signature::{self, Dialect, Digest, Outgoing, Request};
use nichoir::protocol::{jcs, proof};
use serde::Deserialize;
use serde_json::{Value, json};

type Answer = Result<Value, Box<dyn Error>>;

/// What can be asked. Bytes are base64, times are milliseconds.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum Question {
    Public { key: Key },
    Sign(Box<Sign>),
    Verify(Box<Verify>),
    SignProof { object: Value, key: Key, verification_method: String, created: String },
    VerifyProof { object: Value, multibase: String, now_ms: i64 },
    Canonical { value: Value },
}

#[derive(Deserialize)]
struct Key {
    kind: String,
    bytes: String,
}

#[derive(Deserialize)]
struct Sign {
    dialect: String,
    method: String,
    host: String,
    target: String,
    body: Option<String>,
    key: Key,
    key_id: String,
    now_ms: i64,
}

#[derive(Deserialize)]
struct Verify {
    method: String,
    host: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
    multibase: String,
    now_ms: i64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let answer = match answer(&line?) {
            Ok(answer) => answer,
            Err(error) => json!({ "error": error.to_string() }),
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn answer(line: &str) -> Answer {
    match serde_json::from_str(line)? {
        Question::Public { key } => public(&key),
        Question::Sign(question) => sign(&question),
        Question::Verify(question) => verify(&question),
        Question::SignProof { mut object, key, verification_method, created } => {
            proof::sign(&mut object, &key.private()?, &verification_method, &created)?;
            Ok(json!({ "object": object }))
        }
        Question::VerifyProof { object, multibase, now_ms } => {
            proof::verify(&object, &PublicKey::from_multibase(&multibase)?, now_ms)?;
            Ok(json!({ "key_id": proof::verification_method(&object)? }))
        }
        Question::Canonical { value } => Ok(json!({ "text": jcs::canonical(&value) })),
    }
}

impl Key {
    fn private(&self) -> Result<PrivateKey, Box<dyn Error>> {
        let kind = KeyKind::from_name(&self.kind).ok_or("no such kind of key")?;
        Ok(PrivateKey::from_bytes(kind, &STANDARD.decode(&self.bytes)?)?)
    }
}

fn public(key: &Key) -> Answer {
    let public = key.private()?.public()?;
    Ok(json!({ "pem": public.to_pem()?, "multibase": public.to_multibase() }))
}

fn sign(question: &Sign) -> Answer {
    let dialect = match question.dialect.as_str() {
        "draft" => Dialect::Draft,
        "message" => Dialect::Message,
        _ => return Err("no such dialect".into()),
    };
    let body = question.body.as_ref().map(|body| STANDARD.decode(body)).transpose()?;
    let digest = body.as_deref().map(Digest::of);
    let request = Outgoing {
        method: &question.method,
        host: &question.host,
        target: &question.target,
        body: digest.as_ref(),
    };
    let key = question.key.private()?;
    let headers = signature::sign(dialect, &request, &key, &question.key_id, question.now_ms)?;
    Ok(json!({ "headers": headers }))
}

fn verify(question: &Verify) -> Answer {
    let headers: Vec<(&str, &[u8])> =
        question.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let request = Request {
        method: &question.method,
        target: &question.target,
        host: &question.host,
        headers: &headers,
    };
    let claim = signature::read(&request)?;
    let body = Digest::of(&STANDARD.decode(&question.body)?);
    claim.verify(&body, &PublicKey::from_multibase(&question.multibase)?, question.now_ms)?;
    Ok(json!({ "key_id": claim.key_id, "dialect": format!("{:?}", claim.dialect) }))
}
