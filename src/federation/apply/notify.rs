//! Tells somebody of this node, inside the transaction.

use crate::error::Result;
use crate::federation::context::Context;
use crate::id::{AccountId, StatusId};
use crate::store::Write;
use crate::store::notifications::{self, NewNotification, NotificationKind};

/// Tells `who` what `from` did, perhaps to `status`.
pub(super) fn tell(
    tx: &Write,
    cx: &Context,
    who: AccountId,
    kind: NotificationKind,
    from: AccountId,
    status_id: Option<StatusId>,
) -> Result<()> {
    let new =
        NewNotification { id: cx.ids.next(), account_id: who, kind, from_id: from, status_id };
    notifications::insert(tx, &new, cx.now_ms)
}
