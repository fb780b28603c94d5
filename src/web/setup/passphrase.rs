//! The page where the passphrase is typed twice, wherever it is typed.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::fields::Fields;
use super::frame::Frame;
use crate::actions::setup::check_passphrase;
use crate::locale::Locale;
use crate::page;

/// What the page says.
#[derive(Template)]
#[template(path = "setup_passphrase.html", config = "src/page/askama.toml")]
pub(super) struct PassphrasePage<'a> {
    pub(super) frame: Frame,
    pub(super) locale: Locale,
    pub(super) problem: Option<&'static str>,
    /// Where the form goes.
    pub(super) action: &'a str,
    /// For the browser's own memory of passphrases.
    pub(super) username: &'a str,
    /// What is special about this one: the key of a sentence.
    pub(super) warning: Option<&'static str>,
}

/// The passphrase, if it was typed twice and is long enough; otherwise what is wrong.
pub(super) fn typed(fields: &Fields) -> Result<String, &'static str> {
    let first = fields.exact("passphrase");
    let first = check_passphrase(first).map_err(|_| "passphrase-short")?;
    if fields.exact("again") != first {
        return Err("passphrases-differ");
    }
    Ok(first)
}

/// The page.
pub(super) fn render(page: &PassphrasePage<'_>) -> Response {
    let wrong = page.problem.is_some();
    page::page(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, page)
}
