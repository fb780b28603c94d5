//! What the rules may use inside a transaction: no network, no files.

use std::sync::Arc;

use crate::app::App;
use crate::error::Result;
use crate::id::Ids;
use crate::site::Site;

/// Where and when something is applied.
#[derive(Clone, Debug)]
pub struct Context {
    /// This node's addresses.
    pub site: Arc<Site>,
    /// New ids.
    pub ids: Ids,
    /// The time, in milliseconds since 1970.
    pub now_ms: i64,
    /// What was missing has been looked for already: what is still missing is not there.
    pub after_fetch: bool,
}

impl Context {
    /// Here and now.
    ///
    /// # Errors
    /// [`Kind::Busy`](crate::error::Kind) as long as there is no owner, or nobody knows what "now" is.
    pub async fn now(app: &App, after_fetch: bool) -> Result<Self> {
        app.clock.check_trusted()?;
        let site = app.site().await?;
        Ok(Self { site, ids: app.ids.clone(), now_ms: app.clock.now_ms(), after_fetch })
    }
}
