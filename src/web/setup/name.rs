//! The owner's name.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::fields::Fields;
use super::frame::Frame;
use super::visit::Visit;
use crate::actions::setup::check_name;
use crate::app::App;
use crate::appliance::claim::choose;
use crate::locale::Locale;
use crate::page;

#[derive(Template)]
#[template(path = "setup_name.html", config = "src/page/askama.toml")]
struct NamePage<'a> {
    frame: Frame,
    locale: Locale,
    problem: Option<&'static str>,
    name: &'a str,
}

/// `GET /setup/name`
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    match Visit::of_chooser(&app, &headers).await {
        Ok(visit) => render(&visit, StatusCode::OK, None, &visit.claim.name),
        Err(refused) => refused,
    }
}

/// `POST /setup/name`
pub(super) async fn choose(State(app): State<App>, headers: HeaderMap, fields: Fields) -> Response {
    let visit = match Visit::of_chooser(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let typed = fields.text("name");
    let Ok(name) = check_name(typed) else {
        return render(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some("name-wrong"), typed);
    };
    match choose::name(&app, visit.session, name).await {
        Ok(()) => Redirect::to("/setup/domain").into_response(),
        // Somebody has finished the claim meanwhile.
        Err(_) => Redirect::to("/setup").into_response(),
    }
}

fn render(
    visit: &Visit,
    status: StatusCode,
    problem: Option<&'static str>,
    name: &str,
) -> Response {
    let frame = Frame::new(3, "/setup/name").of(&visit.claim.name);
    page::page(status, &NamePage { frame, locale: visit.locale, problem, name })
}
