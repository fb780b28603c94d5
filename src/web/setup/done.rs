//! "Open it in your app": what to type where, once somebody lives here.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::frame::{Frame, STEPS};
use super::qr::Qr;
use crate::app::App;
use crate::appliance::claim::{self, Claim, Step};
use crate::locale::Locale;
use crate::page;
use crate::site::Site;
use crate::store::{Read, owners};
use crate::web::home::not_found;

#[derive(Template)]
#[template(path = "setup_done.html", config = "src/page/askama.toml")]
struct Done<'a> {
    frame: Frame,
    locale: Locale,
    handle: String,
    host: &'a str,
    base: String,
    qr: Option<Qr>,
    /// The key of a sentence about what is not done yet.
    notice: Option<&'static str>,
}

/// `GET /welcome`
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let work = |db: &Read| Ok((claim::load(db)?, owners::first(db)?));
    let (Ok(site), Ok((Some(claim), Some((_, name))))) =
        (app.site().await, app.store.read(work).await)
    else {
        return not_found(&headers);
    };
    if !claim.is_over() {
        return not_found(&headers);
    }
    render(Locale::of(&headers), &site, &claim, &name)
}

fn render(locale: Locale, site: &Site, claim: &Claim, name: &str) -> Response {
    let notice = match claim.step {
        Step::Temporary => Some("done-temporary"),
        Step::AtHome => Some("done-at-home"),
        _ => None,
    };
    page::page(
        StatusCode::OK,
        &Done {
            frame: Frame::new(STEPS, "/welcome").inhabited(),
            locale,
            handle: format!("@{name}@{}", site.handle_domain),
            host: &site.host,
            base: site.base(),
            qr: Qr::of(&site.base()),
            notice,
        },
    )
}
