//! The page itself: one sentence, then every line of the checklist, then a few numbers.

use std::path::Path;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::guest::{Owner, with_cookie};
use super::numbers;
use crate::app::App;
use crate::appliance::care::{self, State as Care};
use crate::appliance::finding::{Finding, Mood};
use crate::appliance::system::System;
use crate::appliance::update;
use crate::entrance::Entrance;
use crate::locale::Locale;
use crate::page;
use crate::translate;
use crate::web::line::Line;
use crate::web::setup::frame::{Frame, STEPS};

#[derive(Template)]
#[template(path = "box.html", config = "src/page/askama.toml")]
struct MyBox {
    frame: Frame,
    locale: Locale,
    title: &'static str,
    text: &'static str,
    problem: Option<Problem>,
    lines: Vec<Line>,
    /// The address of the server that translates, or that was typed for it; may be empty.
    translates: String,
    /// Headings and what there is to say.
    facts: Vec<(&'static str, String)>,
    /// What the log warned of, where that is kept.
    warnings: Option<String>,
}

/// A part of the page that takes something.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Update,
    Translation,
}

/// Why something was not taken.
pub(super) struct Problem {
    pub(super) place: Place,
    /// The key of a sentence.
    pub(super) key: &'static str,
    /// What is wrong with the file; may be empty.
    pub(super) reason: Reason,
    /// What was typed; empty if that does not help.
    pub(super) typed: String,
}

impl Problem {
    /// One that its sentence says all about.
    pub(super) fn new(place: Place, key: &'static str) -> Self {
        Self { place, key, reason: Reason::default(), typed: String::new() }
    }

    fn is_at(problem: &Option<Self>, place: Place) -> bool {
        problem.as_ref().is_some_and(|problem| problem.place == place)
    }
}

/// Words of those who check updates.
#[derive(Default)]
pub(super) struct Reason {
    pub(super) text: String,
    /// In the reader's language; otherwise in English, for whoever helps.
    pub(super) is_translated: bool,
}

/// `GET /box`
pub(super) async fn show(
    State(app): State<App>,
    Extension(entrance): Extension<Entrance>,
    headers: HeaderMap,
) -> Response {
    match Owner::of(&app, entrance, &headers).await {
        Ok(owner) => with_cookie(render(&app, owner.locale, None).await, owner.renewed),
        Err(refused) => refused,
    }
}

/// The page.
pub(super) async fn render(app: &App, locale: Locale, problem: Option<Problem>) -> Response {
    let (system, data) = (app.appliance.system.clone(), app.appliance.data.clone());
    let looked = tokio::task::spawn_blocking(move || look(&system, &data));
    let seen = looked.await.unwrap_or_default();
    let findings: Vec<_> = app.appliance.findings.all().into_iter().chain(seen.news).collect();
    let care = Care::of(true, &findings);
    let (title, text) = words(care);
    let engine = app.store.read(translate::load).await.ok().flatten();
    let typed = problem.as_ref().filter(|problem| problem.place == Place::Translation);
    let typed = typed.map(|problem| problem.typed.clone());
    let host = app.site().await.map(|site| site.host.clone()).unwrap_or_default();
    let running = numbers::lasted(app.appliance.since.elapsed(), locale);
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let facts = [("box-address", host), ("box-version", version), ("box-running", running)];
    let room = seen.disk.map(|disk| ("box-room", numbers::room(disk, locale)));
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page::page(
        status,
        &MyBox {
            frame: Frame::new(if care == Care::Fine { STEPS } else { 0 }, "/box").inhabited(),
            locale,
            title,
            text,
            problem,
            lines: lines(&findings, locale),
            translates: typed.or(engine.map(|engine| engine.url)).unwrap_or_default(),
            facts: facts.into_iter().chain(room).collect(),
            warnings: seen.warnings,
        },
    )
}

/// What is read at this moment.
#[derive(Default)]
struct Seen {
    news: Vec<Finding>,
    disk: Option<care::Disk>,
    warnings: Option<String>,
}

fn look(system: &System, data: &Path) -> Seen {
    Seen {
        news: update::news(system, data),
        disk: care::room(data),
        warnings: care::warnings::read(system),
    }
}

/// The keys of the headline and of a sentence.
fn words(care: Care) -> (&'static str, &'static str) {
    match care {
        Care::Fine => ("box-fine", "box-fine-text"),
        Care::NeedsYou => ("box-needs-you", "box-needs-you-text"),
        Care::Starting | Care::Unclaimed => ("box-starting", "box-starting-text"),
    }
}

/// What is to be done comes first; apart from that in the order of the list.
fn lines(findings: &[Finding], locale: Locale) -> Vec<Line> {
    let (bad, others): (Vec<_>, Vec<_>) = findings.iter().partition(|it| it.mood == Mood::Bad);
    bad.into_iter().chain(others).map(|finding| Line::of(finding, locale)).collect()
}
