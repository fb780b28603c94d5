//! A server that translates as `LibreTranslate` does, into capital letters: what is between tags, which it leaves.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The server, and what it was asked.
pub(crate) struct Translator {
    pub(crate) address: SocketAddr,
    asked: Asked,
}

type Asked = Arc<Mutex<Vec<Value>>>;

impl Translator {
    /// One that wants to hear `secret` from those who ask.
    pub(crate) async fn start() -> Self {
        let asked = Asked::default();
        let router = Router::new()
            .route("/languages", get(languages))
            .route("/translate", post(translate))
            .with_state(asked.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = TowerToHyperService::new(router.clone());
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service);
                tokio::spawn(connection);
            }
        });
        Self { address, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }
}

async fn languages() -> Json<Value> {
    Json(json!([
        { "code": "en", "name": "English", "targets": ["en", "fr"] },
        { "code": "fr", "name": "French", "targets": ["en", "fr"] },
    ]))
}

async fn translate(
    State(asked): State<Asked>,
    Json(question): Json<Value>,
) -> (StatusCode, Json<Value>) {
    asked.lock().unwrap().push(question.clone());
    if question["api_key"] != "secret" {
        return (StatusCode::FORBIDDEN, Json(json!({ "error": "Invalid API key" })));
    }
    let texts: Vec<_> = question["q"].as_array().unwrap().iter().map(loud).collect();
    let guess = vec![json!({ "confidence": 90.0, "language": "en" }); texts.len()];
    (StatusCode::OK, Json(json!({ "translatedText": texts, "detectedLanguage": guess })))
}

fn loud(text: &Value) -> String {
    let mut in_tag = false;
    let loud = |c: char| {
        in_tag = (in_tag || c == '<') && c != '>';
        if in_tag { c } else { c.to_ascii_uppercase() }
    };
    text.as_str().unwrap().chars().map(loud).collect()
}
