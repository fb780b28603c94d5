//! What the rules may use inside a transaction: no network, no files.

use std::sync::Arc;

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
