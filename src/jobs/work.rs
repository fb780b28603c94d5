//! Which function does which job.

use super::job::Job;
use super::{fan_out, sweep};
use crate::app::App;
use crate::error::{Error, Result};

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
    match job {
        Job::FanOut { outgoing, audience } => fan_out::run(app, outgoing, audience).await?,
        Job::Sweep => return Ok(Done::Until(sweep::run(app).await?)),
        _ => return Err(Error::invalid("not yet")),
    }
    Ok(Done::ForGood)
}
