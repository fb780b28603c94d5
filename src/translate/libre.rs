//! Requests to a `LibreTranslate` server.

use std::collections::BTreeMap;
use std::time::Duration;

use hyper::Request;
use hyper::body::Bytes;
use hyper::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Engine;
use crate::app::App;
use crate::error::{Error, Result};
use crate::net::{Family, Limits};

/// How texts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// With tags, which stay.
    Html,
    /// As they are read.
    Text,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated {
    /// In the order of the question. Whoever shows them decides what may be in them.
    pub texts: Vec<String>,
    /// The language that they were in, as the server guessed it.
    pub from: Option<String>,
}

/// Translates `texts`, whatever language they are in, to the language `to`.
///
/// # Errors
/// Upstream, with a sentence, if the server cannot be reached or does not translate.
pub async fn translate(
    app: &App,
    engine: &Engine,
    texts: &[&str],
    form: Form,
    to: &str,
) -> Result<Translated> {
    if texts.is_empty() {
        return Ok(Translated { texts: Vec::new(), from: None });
    }
    let key = Some(engine.key.as_str()).filter(|key| !key.is_empty());
    let question = Question { q: texts, source: "auto", target: to, format: form, api_key: key };
    let request = Request::post(format!("{}/translate", engine.url))
        .header(CONTENT_TYPE, "application/json")
        .body(Bytes::from(serde_json::to_vec(&question)?));
    let answer: Answer = ask(app, request).await?;
    if answer.texts.len() != texts.len() {
        return Err(Error::upstream("The translation is not complete"));
    }
    Ok(Translated { from: answer.detected.as_ref().and_then(language), texts: answer.texts })
}

/// Which languages it translates, and into which.
///
/// # Errors
/// Upstream if the server does not say.
pub async fn languages(app: &App, engine: &Engine) -> Result<BTreeMap<String, Vec<String>>> {
    let request = Request::get(format!("{}/languages", engine.url)).body(Bytes::new());
    let known: Vec<Language> = ask(app, request).await?;
    Ok(known.into_iter().map(|language| (language.code, language.targets)).collect())
}

#[derive(Serialize)]
struct Question<'a> {
    q: &'a [&'a str],
    source: &'static str,
    target: &'a str,
    format: Form,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_key: Option<&'a str>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "translatedText")]
    texts: Vec<String>,
    #[serde(rename = "detectedLanguage")]
    detected: Option<Value>,
}

#[derive(Deserialize)]
struct Language {
    code: String,
    #[serde(default)]
    targets: Vec<String>,
}

/// One guess for all texts, or one for each: then the first is the post's own.
fn language(detected: &Value) -> Option<String> {
    let first = detected.as_array().map_or(Some(detected), |all| all.first());
    Some(first?.get("language")?.as_str()?.to_owned())
}

async fn ask<T: for<'de> Deserialize<'de>>(
    app: &App,
    request: hyper::http::Result<Request<Bytes>>,
) -> Result<T> {
    let request = request.map_err(Error::internal)?;
    let answer = app.appliance.services.send(request, Family::Any, LIMITS).await;
    let answer = answer.map_err(|cause| {
        Error::upstream("The server that translates cannot be reached").caused_by(cause)
    })?;
    if !answer.status().is_success() {
        let status = answer.status();
        tracing::info!(%status, "the server that translates refused");
        return Err(Error::upstream("The server that translates refused"));
    }
    serde_json::from_slice(answer.body()).map_err(|cause| {
        Error::upstream("The server that translates answered something else").caused_by(cause)
    })
}

/// A small machine in the house takes its time.
const LIMITS: Limits = Limits { body_bytes: 1024 * 1024, deadline: Duration::from_secs(30) };
