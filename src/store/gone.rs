//! Accounts whose actor is gone for good: what is forgotten, and what is kept so that it stays gone.

use rusqlite::named_params;

use super::{Write, words};
use crate::error::Result;
use crate::id::AccountId;

/// A remote account is gone for good: forgets its posts, follows and keys, and keeps the row so that
/// it is not fetched again.
pub fn mark(tx: &Write, id: AccountId) -> Result<()> {
    let params = named_params! { ":id": id };
    words::forget_author(tx, id)?;
    for sql in [
        "DELETE FROM home WHERE account_id IN (SELECT account_id FROM owners)
            AND status_id IN (SELECT id FROM statuses WHERE account_id = :id)",
        "DELETE FROM statuses WHERE account_id = :id",
        "DELETE FROM follows WHERE follower_id = :id OR target_id = :id",
        "UPDATE statuses SET favourites_count = max(0, favourites_count - 1)
          WHERE id IN (SELECT status_id FROM favourites WHERE account_id = :id)",
        "DELETE FROM favourites WHERE account_id = :id",
        "DELETE FROM notifications
          WHERE account_id IN (SELECT account_id FROM owners) AND from_id = :id",
        "DELETE FROM keys WHERE account_id = :id",
        "UPDATE accounts SET gone = 1, display_name = '', note_html = '', avatar_url = '',
                header_url = '', fields_json = '[]', emojis_json = '[]' WHERE id = :id",
    ] {
        tx.execute(sql, params)?;
    }
    recount_network(tx)
}

/// The follows of somebody who is gone no longer count for the people of this node.
fn recount_network(tx: &Write) -> Result<()> {
    tx.execute(
        "UPDATE accounts SET
                followers_count = (SELECT count(*) FROM follows
                                    WHERE target_id = accounts.id AND accepted = 1),
                following_count = (SELECT count(*) FROM follows
                                    WHERE follower_id = accounts.id AND accepted = 1)
          WHERE id IN (SELECT account_id FROM owners)",
        [],
    )?;
    Ok(())
}
