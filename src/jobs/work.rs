//! Which function does which job.

use super::job::Job;
use super::{fan_out, polls, receive, sweep, verify_quote};
use crate::actions::{mute, schedule};
use crate::app::App;
use crate::error::Result;
use crate::federation::backfill::backfill;
use crate::federation::budget::Budget;
use crate::federation::featured_collections;
use crate::federation::remote_account::{read_account, refresh_account};
use crate::federation::remote_status::resolve_status;
use crate::federation::replies::fetch_replies;
use crate::push;

/// How a job ended well.
pub(super) enum Done {
    /// There is nothing left of it.
    ForGood,
    /// It comes again at this time, in milliseconds since 1970.
    Until(i64),
}

/// Does one job.
///
/// # Errors
/// [`Upstream`](crate::error::Kind), `Busy` and `Internal` are tried again; all others are the last word.
pub(super) async fn run(app: &App, job: Job) -> Result<Done> {
    if brings_more(&job) {
        app.store.check_room()?;
    }
    match job {
        Job::FanOut { outgoing, audience } => fan_out::run(app, outgoing, audience).await?,
        Job::Receive { json, actor } => receive::run(app, &json, &actor).await?,
        Job::VerifyQuote { status } => verify_quote::run(app, status).await?,
        Job::FetchThread { uri } => {
            resolve_status(app, &uri, &mut Budget::for_a_job()).await?;
        }
        Job::FetchReplies { status } => fetch_replies(app, status).await?,
        Job::Backfill { account } => backfill(app, account).await?,
        Job::ReadCollection { collection } => featured_collections::keep(app, collection).await?,
        Job::ReadAccount { uri } => {
            read_account(app, &uri, &mut Budget::for_a_job()).await?;
        }
        Job::RefreshAccount { uri } => {
            refresh_account(app, &uri, &mut Budget::for_a_job()).await?;
        }
        Job::PublishPoll { status } => polls::publish(app, status).await?,
        Job::ClosePoll { status } => return polls::close(app, status).await,
        Job::EndMute { account, target } => {
            if let Some(later_ms) = mute::expire(app, account, target).await? {
                return Ok(Done::Until(later_ms));
            }
        }
        Job::Push { subscription, notification } => {
            push::send::send(app, subscription, notification).await?;
        }
        Job::PostScheduled { account, scheduled } => {
            if let Some(later_ms) = schedule::post_due(app, account, scheduled).await? {
                return Ok(Done::Until(later_ms));
            }
        }
        Job::Sweep => return Ok(Done::Until(sweep::run(app).await?)),
    }
    Ok(Done::ForGood)
}

/// What would only be nice to have waits for room. Not what was acknowledged.
fn brings_more(job: &Job) -> bool {
    matches!(
        job,
        Job::FetchThread { .. }
            | Job::FetchReplies { .. }
            | Job::Backfill { .. }
            | Job::ReadCollection { .. }
    )
}
