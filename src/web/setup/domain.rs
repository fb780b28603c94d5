//! The address: a domain for ever, and who leads it here; or none, to stay at home for now.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::fields::Fields;
use super::frame::Frame;
use super::provider::{self, WAYS, Way};
use super::visit::Visit;
use crate::actions::setup::check_domain;
use crate::app::App;
use crate::appliance::claim::choose;
use crate::locale::Locale;
use crate::page;

#[derive(Template)]
#[template(path = "setup_domain.html", config = "src/page/askama.toml")]
struct DomainPage<'a> {
    frame: Frame,
    locale: Locale,
    /// The field that is wrong, and what is wrong with it.
    problem: Option<(&'static str, &'static str)>,
    name: &'a str,
    domain: &'a str,
    handle_domain: &'a str,
    ways: &'static [Way],
    way: &'a str,
}

impl DomainPage<'_> {
    fn wrong(&self, field: &str) -> bool {
        self.problem.is_some_and(|(wrong, _)| wrong == field)
    }
}

/// `GET /setup/domain`
pub(super) async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let visit = match Visit::of_chooser(&app, &headers).await {
        Ok(visit) if visit.claim.name.is_empty() => {
            return Redirect::to("/setup/name").into_response();
        }
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (host, handles) = (&visit.claim.host, &visit.claim.handle_domain);
    render(&visit, None, [host, handles, "manual"])
}

/// `POST /setup/domain`
pub(super) async fn choose(State(app): State<App>, headers: HeaderMap, fields: Fields) -> Response {
    let visit = match Visit::of_chooser(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if !fields.text("home").is_empty() {
        let chosen = choose::stay_home(&app, visit.session).await;
        return Redirect::to(if chosen.is_ok() { "/setup/passphrase" } else { "/setup" })
            .into_response();
    }
    let typed = [fields.text("domain"), fields.text("handle_domain"), fields.text("way")];
    let [domain, handles, way] = typed;
    let Ok(host) = check_domain(domain) else {
        return render(&visit, Some(("domain", "domain-wrong")), typed);
    };
    let handles = if handles.is_empty() { Ok(host.clone()) } else { check_domain(handles) };
    let Ok(handles) = handles else {
        return render(&visit, Some(("handle_domain", "domain-wrong")), typed);
    };
    let Some(way) = WAYS.iter().find(|known| known.kind == way) else {
        return render(&visit, Some(("way", "way-missing")), typed);
    };
    if choose::address(&app, visit.session, host, handles).await.is_err() {
        // Somebody has finished the claim meanwhile.
        return Redirect::to("/setup").into_response();
    }
    let needs_nothing = way.fields.is_empty();
    if needs_nothing && provider::remember(&app, way, &fields).await.is_ok() {
        return Redirect::to("/setup/check").into_response();
    }
    Redirect::to(&format!("/setup/provider?way={}", way.kind)).into_response()
}

fn render(
    visit: &Visit,
    problem: Option<(&'static str, &'static str)>,
    [domain, handle_domain, way]: [&str; 3],
) -> Response {
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page::page(
        status,
        &DomainPage {
            frame: Frame::new(4, "/setup/domain").of(&visit.claim.name),
            locale: visit.locale,
            problem,
            name: &visit.claim.name,
            domain,
            handle_domain,
            ways: WAYS,
            way,
        },
    )
}
