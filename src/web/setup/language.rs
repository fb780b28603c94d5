//! The first page: hello, in the reader's language; and the switch that all pages have.
//!
//! `?lang=fr` on any page is kept in a cookie, which [`Locale::of`] reads everywhere.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::frame::Frame;
use super::visit::Visit;
use crate::app::App;
use crate::appliance::claim::Step;
use crate::locale::Locale;
use crate::page;

#[derive(Template)]
#[template(path = "setup_language.html", config = "src/page/askama.toml")]
struct Hello {
    frame: Frame,
    locale: Locale,
    /// Under which name the home network knows this box; of several, people want to know which it is.
    local_name: Option<String>,
}

/// `GET /setup`: hello, or back to where the claim was left.
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let visit = match Visit::begin(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if visit.is_known() || visit.claim.step == Step::Temporary {
        return Redirect::to(visit.next()).into_response();
    }
    let locale = visit.locale;
    let name = app.appliance.local_name.borrow().clone();
    let local_name = (!name.is_empty()).then(|| locale.say_with("hello-name", "name", &name));
    page::page(StatusCode::OK, &Hello { frame: Frame::new(1, "/setup"), locale, local_name })
}

/// Follows the switch on any page, and remembers it.
pub(in crate::web) async fn keep(mut request: Request, next: Next) -> Response {
    let wanted = request.uri().query().and_then(switch);
    let Some(cookie) = wanted.map(|locale| format!("{}={}", Locale::COOKIE, locale.tag())) else {
        return next.run(request).await;
    };
    // Before the others: of two cookies of a name the first counts.
    let others = request.headers().get(header::COOKIE).and_then(|value| value.to_str().ok());
    let all = others.map_or_else(|| cookie.clone(), |others| format!("{cookie}; {others}"));
    if let Ok(all) = HeaderValue::try_from(all) {
        request.headers_mut().insert(header::COOKIE, all);
    }
    let mut response = next.run(request).await;
    let kept = format!("{cookie}; Path=/; Max-Age=31536000; SameSite=Lax");
    if let Ok(kept) = HeaderValue::try_from(kept) {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    response
}

fn switch(query: &str) -> Option<Locale> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find_map(|(name, tag)| if name == "lang" { Locale::named(&tag) } else { None })
}
