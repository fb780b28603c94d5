//! A direct conversation as its stream tells it: <https://docs.joinmastodon.org/entities/Conversation/>.
//!
//! The store keeps no conversations yet, so the first post that is here of a thread stands for it.

use serde::Serialize;

use crate::client::entity::Place;
use crate::client::entity::account::Account;
use crate::client::entity::status::Status;
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::store::status_view::StatusView;
use crate::store::{Read, account_view, thread};

/// `id`, `unread`, `accounts` and `last_status`, made into JSON at once because its parts are borrowed.
pub(super) fn with(
    db: &Read,
    last: StatusId,
    view: &StatusView,
    viewer: AccountId,
    place: &Place,
) -> Result<Option<serde_json::Value>> {
    #[derive(Serialize)]
    struct Conversation<'a> {
        id: StatusId,
        unread: bool,
        accounts: Vec<Account<'a>>,
        last_status: Status<'a>,
    }

    let Some(row) = view.rows.get(&last) else { return Ok(None) };
    let Some(last_status) = Status::build(last, view, Some(viewer), place) else { return Ok(None) };
    let mut others: Vec<_> = view.mentions.get(&last).into_iter().flatten().map(|m| m.id).collect();
    others.insert(0, row.account_id);
    others.retain(|account| *account != viewer);
    others.dedup();
    let accounts = account_view::in_order(db, &others)?;
    let conversation = Conversation {
        id: thread::ancestors(db, last)?.first().copied().unwrap_or(last),
        unread: row.account_id != viewer,
        accounts: accounts.iter().map(|account| Account::build(account, &place.site)).collect(),
        last_status,
    };
    Ok(Some(serde_json::to_value(conversation)?))
}
