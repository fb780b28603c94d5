//! Servers that a person of this node wants nothing from: the list, and what it hides.
//!
//! Whether a server is blocked is asked in `blocks.rs`.

use rusqlite::named_params;

use super::follows::{self, Follow};
use super::page::Page;
use super::{Read, Write};
use crate::error::Result;
use crate::id::AccountId;

/// Whom `account` blocks, the last first: when orders the list.
pub fn page(db: &Read, account: AccountId, page: &Page) -> Result<Vec<(i64, String)>> {
    page.cut(
        db,
        "SELECT created_ms, domain FROM domain_blocks WHERE account_id = :account",
        "created_ms",
        &[(":account", &account)],
    )
}

/// Ends a block.
pub fn delete(tx: &Write, account: AccountId, domain: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM domain_blocks WHERE account_id = :account AND domain = :domain",
        named_params! { ":account": account, ":domain": domain },
    )?;
    Ok(())
}

/// All follows between `account` and people of a server, either way.
pub fn follows_with(db: &Read, account: AccountId, domain: &str) -> Result<Vec<Follow>> {
    let sql = format!(
        "SELECT {columns} FROM follows f JOIN accounts a ON a.id = f.target_id
          WHERE f.follower_id = :account AND (a.domain = :domain OR a.domain LIKE '%.' || :domain)
         UNION ALL
         SELECT {columns} FROM follows f JOIN accounts a ON a.id = f.follower_id
          WHERE f.target_id = :account AND (a.domain = :domain OR a.domain LIKE '%.' || :domain)",
        columns = follows::COLUMNS_OF_F,
    );
    db.rows(&sql, named_params! { ":account": account, ":domain": domain }, follows::from_row)
}

/// Takes what came from a server out of one person's home and notifications.
pub fn hide(tx: &Write, account: AccountId, domain: &str) -> Result<()> {
    let params = named_params! { ":account": account, ":domain": domain };
    tx.execute(
        "DELETE FROM home WHERE account_id = :account AND status_id IN (
             SELECT h.status_id FROM home h JOIN statuses s ON s.id = h.status_id
               JOIN accounts a ON a.id = s.account_id
              WHERE h.account_id = :account
                AND (a.domain = :domain OR a.domain LIKE '%.' || :domain))",
        params,
    )?;
    tx.execute(
        "DELETE FROM notifications WHERE account_id = :account AND from_id IN (
             SELECT n.from_id FROM notifications n JOIN accounts a ON a.id = n.from_id
              WHERE n.account_id = :account
                AND (a.domain = :domain OR a.domain LIKE '%.' || :domain))",
        params,
    )?;
    Ok(())
}
