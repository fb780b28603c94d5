//! The live checklist: what stands between the box and the internet, one sentence and one action each.
//!
//! It shows itself anew while something is under way; whoever wants to read in peace stops that.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::fields::Fields;
use super::frame::Frame;
use super::visit::Visit;
use crate::app::App;
use crate::appliance::claim::{Step, welcome as link};
use crate::appliance::finding::{Findings, Mood, Topic};
use crate::appliance::{certificate, name};
use crate::locale::Locale;
use crate::page;
use crate::web::line::Line;

#[derive(Template)]
#[template(path = "setup_check.html", config = "src/page/askama.toml")]
struct Checklist {
    frame: Frame,
    locale: Locale,
    title: &'static str,
    host: String,
    lines: Vec<Line>,
    /// The certificate is there: the passphrase page can be opened.
    ready: bool,
    /// The owner lives here already, with a temporary passphrase.
    claimed: bool,
    /// This node sees to its certificate and the way to it; otherwise a proxy does, and there is no list.
    is_box: bool,
    /// The page shows itself anew.
    live: bool,
    /// "Try now" was pressed again too soon.
    too_soon: bool,
    /// The certificate is late: there is another way for now.
    at_home: bool,
}

/// The list in its order. The others are for those who live here: see `web/my_box`.
const TOPICS: &[Topic] = &[
    Topic::Clock,
    Topic::Internet,
    Topic::Name,
    Topic::Ipv4,
    Topic::Ipv6,
    Topic::Port443,
    Topic::Certificate,
    Topic::Federation,
    Topic::Wifi,
    Topic::Notes,
];
/// How often the page shows itself anew, in seconds.
const AGAIN_S: &str = "5";
/// So long the certificate may take before another way is offered.
const LATE_MS: i64 = 2 * 60_000;

/// `GET /setup/check`
pub(super) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let visit = match Visit::of_known(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if visit.next() != "/setup/check" {
        return Redirect::to(visit.next()).into_response();
    }
    let (host, owner) = who(&app, &visit).await;
    name::look_now(&app.appliance);
    let ready = app.appliance.certificates.has(&host);
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let still = !asked.text("still").is_empty();
    let live = !still && !ready && app.appliance.is_box();
    let mut response = page::page(
        StatusCode::OK,
        &Checklist {
            frame: Frame::new(5, if still { "/setup/check?still=1" } else { "/setup/check" })
                .of(&owner),
            locale: visit.locale,
            title: if ready { "check-ready-title" } else { "check-title" },
            lines: lines(&app.appliance.findings, visit.locale),
            ready,
            claimed: visit.claim.is_over(),
            is_box: app.appliance.is_box(),
            live,
            too_soon: !ready && !asked.text("wait").is_empty(),
            at_home: !ready && !visit.claim.is_over() && may_go_on_at_home(&app, &visit),
            host: host.clone(),
        },
    );
    page::allow_form_to(&mut response, &format!("https://{host}"));
    if live {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(AGAIN_S));
    }
    response
}

/// `POST /setup/try`: the owner has changed something; look again now.
pub(super) async fn try_now(State(app): State<App>, headers: HeaderMap) -> Response {
    if let Err(refused) = Visit::of_known(&app, &headers).await {
        return refused;
    }
    name::look_now(&app.appliance);
    // The authority counts how often it is asked.
    let tried = certificate::try_now(&app).await.is_ok();
    Redirect::to(if tried { "/setup/check" } else { "/setup/check?wait=1" }).into_response()
}

/// `POST /setup/welcome`: over to HTTPS, by a link that is good once.
pub(super) async fn welcome(State(app): State<App>, headers: HeaderMap) -> Response {
    let visit = match Visit::of_known(&app, &headers).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (host, _) = who(&app, &visit).await;
    if !app.appliance.certificates.has(&host) {
        return Redirect::to("/setup/check").into_response();
    }
    match link::issue(&app, visit.session).await {
        Ok(token) => {
            let to = format!("https://{host}/welcome/{token}?lang={}", visit.locale.tag());
            // Whoever has this link sets the passphrase.
            let kept_by_nobody =
                [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
            (kept_by_nobody, Redirect::to(&to)).into_response()
        }
        Err(_) => Redirect::to("/setup").into_response(),
    }
}

/// Whether the passphrase may be set over the home network: there will be no certificate, or nobody would
/// reach it, or it is late.
pub(super) fn may_go_on_at_home(app: &App, visit: &Visit) -> bool {
    let is_bad = |topic| app.appliance.findings.about(topic).is_some_and(|it| it.mood == Mood::Bad);
    visit.claim.stays_home
        || !app.appliance.is_box()
        || [Topic::Internet, Topic::Port443, Topic::Certificate].into_iter().any(is_bad)
        || app.clock.now_ms().saturating_sub(visit.claim.since_ms) >= LATE_MS
}

/// The address that the certificate is for, and the owner's name.
async fn who(app: &App, visit: &Visit) -> (String, String) {
    match app.site().await {
        Ok(site) if visit.claim.step == Step::Temporary => (site.host.clone(), String::new()),
        _ => (visit.claim.host.clone(), visit.claim.name.clone()),
    }
}

fn lines(findings: &Findings, locale: Locale) -> Vec<Line> {
    let line = |topic: &Topic| match findings.about(*topic) {
        Some(finding) => Some(Line::of(&finding, locale)),
        None => Line::waiting(*topic, locale),
    };
    TOPICS.iter().filter_map(line).collect()
}
