//! How far the owner has read: <https://docs.joinmastodon.org/methods/markers/>.

use axum::extract::State;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::marker;
use super::error::Answered;
use crate::app::App;
use crate::error::Error;
use crate::store::{Read, markers};

const TIMELINES: [&str; 2] = ["home", "notifications"];

/// `GET /api/v1/markers`
pub(super) async fn show(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let work = move |db: &Read| {
        let owner = bearer.owner(db, "read:statuses")?.account_id;
        let wanted = params.list("timeline");
        let mut rows = markers::of(db, owner)?;
        rows.retain(|row| wanted.contains(&row.timeline.as_str()));
        Answer::json(&marker::by_timeline(&rows))
    };
    Ok(app.store.read(work).await?)
}

/// `POST /api/v1/markers`
pub(super) async fn save(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let now_ms = app.clock.now_ms();
    let mut moved = Vec::new();
    for timeline in TIMELINES {
        let Some(inside) = params.inside(timeline) else { continue };
        let Some(id) = inside.filled("last_read_id") else { continue };
        let id: i64 = id.parse().map_err(|_| Error::invalid("That is no id"))?;
        moved.push((timeline, id));
    }
    let write = app.store.write(move |tx| {
        let owner = bearer.owner(tx, "write:statuses")?.account_id;
        for (timeline, id) in &moved {
            markers::put(tx, owner, timeline, *id, now_ms)?;
        }
        let mut rows = markers::of(tx, owner)?;
        rows.retain(|row| moved.iter().any(|(timeline, _)| *timeline == row.timeline));
        Answer::json(&marker::by_timeline(&rows))
    });
    Ok(write.await?)
}
