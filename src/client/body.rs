//! What a client sent with a request, whatever form it took: query, form, JSON or multipart.
//!
//! Clients disagree on all of it: lists as `id[]=1`, `id=1` or JSON arrays; booleans as `true`, `1`,
//! `"0"` (Mastodon.py sends strings even in JSON); so everything becomes one tree of texts. Files
//! are not read here (see `form`).

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{Uri, header};
use serde_json::Value;

use super::error::Failure;
use crate::app::App;
use crate::error::Error;

/// The parameters of a request.
#[derive(Debug, Default)]
pub(super) struct Params(BTreeMap<String, Param>);

#[derive(Debug)]
enum Param {
    Text(String),
    List(Vec<Self>),
    Map(Params),
}

impl Params {
    /// Those of the query alone.
    pub(super) fn of_query(uri: &Uri) -> Self {
        let mut params = Self::default();
        params.add_form(uri.query().unwrap_or_default().as_bytes());
        params
    }

    /// Whether anything came under `name`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The text under `name`; empty counts.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name)? {
            Param::Text(text) => Some(text),
            Param::List(_) | Param::Map(_) => None,
        }
    }

    /// The text under `name`, unless it is empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// A switch. Everything but the usual words for no counts as yes.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        let text = self.filled(name)?;
        Some(!matches!(text, "0" | "f" | "F" | "false" | "FALSE" | "off" | "OFF"))
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// All texts under `name`, one or many.
    pub(super) fn list(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            None | Some(Param::Map(_)) => Vec::new(),
            Some(Param::Text(text)) => vec![text],
            Some(Param::List(items)) => items.iter().filter_map(Param::as_text).collect(),
        }
    }

    /// The parameters inside `name`, such as `poll[…]`.
    pub(super) fn inside(&self, name: &str) -> Option<&Self> {
        match self.0.get(name)? {
            Param::Map(map) => Some(map),
            Param::Text(_) | Param::List(_) => None,
        }
    }

    /// Several groups inside `name`, as a JSON array or as `name[0][…]`.
    pub(super) fn groups(&self, name: &str) -> Vec<&Self> {
        let items: Vec<&Param> = match self.0.get(name) {
            Some(Param::List(items)) => items.iter().collect(),
            Some(Param::Map(map)) => map.0.values().collect(),
            Some(Param::Text(_)) | None => Vec::new(),
        };
        items.into_iter().filter_map(Param::as_map).collect()
    }

    /// Adds `a`, `a[]`, `a[b]`, `a[b][]`, `a[0][b]` or `a[][b]`. What goes deeper than anything that we look for is passed over: a
    /// name of a megabyte of brackets would be as many calls inside each other.
    pub(super) fn add(&mut self, key: &str, text: String) {
        if key.matches('[').count() <= DEEPEST {
            self.add_at(key, text);
        }
    }

    fn add_at(&mut self, key: &str, text: String) {
        let (name, rest) = key.split_once('[').unwrap_or((key, ""));
        let mut rest = rest.strip_suffix(']').unwrap_or(rest);
        if rest.is_empty() {
            return self.add_text(name, text, key.ends_with("[]"));
        }
        if let Some(inside) = rest.strip_prefix("][") {
            return self.add_to_last_group(name, inside, text);
        }
        let inner =
            match self.0.entry(name.to_owned()).or_insert_with(|| Param::Map(Self::default())) {
                Param::Map(map) => map,
                Param::Text(_) | Param::List(_) => return,
            };
        // `b][` and `0][b` are what is left of `a[b][]` and `a[0][b]`.
        let rewritten = rest.split_once("][").map(|(first, more)| format!("{first}[{more}]"));
        if let Some(rewritten) = &rewritten {
            rest = rewritten;
        }
        inner.add_at(rest, text);
    }

    /// `a[][b]`: a key that comes again begins the next group, as in Rails.
    fn add_to_last_group(&mut self, name: &str, key: &str, text: String) {
        let groups = self.0.entry(name.to_owned()).or_insert_with(|| Param::List(Vec::new()));
        let Param::List(groups) = groups else { return };
        match groups.last_mut() {
            Some(Param::Map(last)) if !last.has(key) => last.add_at(key, text),
            _ => {
                let mut next = Self::default();
                next.add_at(key, text);
                groups.push(Param::Map(next));
            }
        }
    }

    fn add_text(&mut self, name: &str, text: String, in_list: bool) {
        match self.0.get_mut(name) {
            Some(Param::List(items)) => items.push(Param::Text(text)),
            _ if in_list => {
                self.0.insert(name.to_owned(), Param::List(vec![Param::Text(text)]));
            }
            _ => {
                self.0.insert(name.to_owned(), Param::Text(text));
            }
        }
    }

    fn add_form(&mut self, form: &[u8]) {
        for (key, value) in url::form_urlencoded::parse(form) {
            self.add(&key, value.into_owned());
        }
    }

    fn add_json(&mut self, object: serde_json::Map<String, Value>) {
        for (key, value) in object {
            // masto.js sends `types[]` inside JSON now and then.
            let key = key.strip_suffix("[]").map(str::to_owned).unwrap_or(key);
            if let Some(param) = Param::from_json(value) {
                self.0.insert(key, param);
            }
        }
    }
}

/// `subscription[data][alerts][mention]` goes three deep.
const DEEPEST: usize = 5;

impl Param {
    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    fn as_map(&self) -> Option<&Params> {
        match self {
            Self::Map(map) => Some(map),
            Self::Text(_) | Self::List(_) => None,
        }
    }

    fn from_json(value: Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(yes) => Some(Self::Text(yes.to_string())),
            Value::Number(number) => Some(Self::Text(number.to_string())),
            Value::String(text) => Some(Self::Text(text)),
            Value::Array(items) => {
                Some(Self::List(items.into_iter().filter_map(Self::from_json).collect()))
            }
            Value::Object(object) => {
                let mut map = Params::default();
                map.add_json(object);
                Some(Self::Map(map))
            }
        }
    }
}

impl FromRequest<App> for Params {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let mut params = Self::of_query(request.uri());
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_lowercase();
        if kind.starts_with("multipart/form-data") {
            params.add_multipart(request, app).await?;
            return Ok(params);
        }
        let body = Bytes::from_request(request, app).await.map_err(|cause| {
            Error::invalid("The request body could not be read").caused_by(cause)
        })?;
        if kind.starts_with("application/json") && !body.is_empty() {
            match serde_json::from_slice(&body) {
                Ok(Value::Object(object)) => params.add_json(object),
                Ok(Value::Null) => {}
                Ok(_) => return Err(Error::invalid("The JSON body is not an object").into()),
                Err(_) => return Err(Error::invalid("The body is not valid JSON").into()),
            }
        } else {
            params.add_form(&body);
        }
        Ok(params)
    }
}

impl Params {
    async fn add_multipart(&mut self, request: Request, app: &App) -> Result<(), Failure> {
        let broken = || Error::invalid("The multipart body is broken");
        let mut form = Multipart::from_request(request, app)
            .await
            .map_err(|cause| broken().caused_by(cause))?;
        while let Some(field) =
            form.next_field().await.map_err(|cause| broken().caused_by(cause))?
        {
            let Some(name) = field.name().map(str::to_owned) else { continue };
            if field.file_name().is_some() {
                continue;
            }
            self.add(&name, field.text().await.map_err(|cause| broken().caused_by(cause))?);
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
