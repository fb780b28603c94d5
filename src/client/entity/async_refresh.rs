//! `AsyncRefresh`: <https://docs.joinmastodon.org/entities/AsyncRefresh/>.

use serde::Serialize;

use crate::federation::resolve::Refresh;
use crate::id::StatusId;

/// Something on its way, in the envelope that it comes in.
#[derive(Serialize)]
pub(in crate::client) struct AsyncRefresh {
    async_refresh: Inner,
}

#[derive(Serialize)]
struct Inner {
    id: StatusId,
    status: &'static str,
    result_count: u32,
}

impl AsyncRefresh {
    pub(in crate::client) fn build(id: StatusId, refresh: Refresh) -> Self {
        let status = if refresh.running { "running" } else { "finished" };
        Self { async_refresh: Inner { id, status, result_count: refresh.found } }
    }
}
