//! Threads of direct posts, as each person of this node has them.

use std::collections::HashMap;

use rusqlite::{Row, named_params};

use super::page::{Page, array};
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, ConversationId, StatusId};

/// A thread of direct posts.
#[derive(Clone, Copy, Debug)]
pub struct Conversation {
    /// Row id.
    pub id: ConversationId,
    /// The newest post.
    pub last_status_id: StatusId,
    /// Somebody else wrote since it was last read.
    pub unread: bool,
}

/// Puts a direct post into the conversations of the people of this node who wrote or got it.
pub fn distribute(tx: &Write, status: StatusId) -> Result<()> {
    let whose = tx.rows(
        "SELECT o.account_id, s.account_id <> o.account_id, s.in_reply_to_id
           FROM statuses s CROSS JOIN owners o
          WHERE s.id = :status AND s.visibility = 3
            AND (s.account_id = o.account_id
                 OR EXISTS (SELECT 1 FROM mentions m
                             WHERE m.status_id = s.id AND m.account_id = o.account_id))",
        named_params! { ":status": status },
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    for (owner, is_from_others, parent) in whose {
        let parent: Option<StatusId> = parent;
        let known = parent.map(|parent| holding(tx, owner, parent)).transpose()?.flatten();
        let id = match known {
            Some(id) => id,
            None => insert(tx, owner, status)?,
        };
        add(tx, id, owner, status, is_from_others)?;
    }
    Ok(())
}

/// The conversation of one person that a post is in.
pub fn holding(db: &Read, owner: AccountId, status: StatusId) -> Result<Option<ConversationId>> {
    db.row(
        "SELECT c.id FROM conversation_statuses l JOIN conversations c ON c.id = l.conversation_id
          WHERE l.status_id = :status AND c.account_id = :owner",
        named_params! { ":status": status, ":owner": owner },
        |row| row.get(0),
    )
}

fn insert(tx: &Write, owner: AccountId, status: StatusId) -> Result<ConversationId> {
    let id = tx.row(
        "INSERT INTO conversations (account_id, last_status_id, unread)
         VALUES (:owner, :status, 0) RETURNING id",
        named_params! { ":owner": owner, ":status": status },
        |row| row.get(0),
    )?;
    id.ok_or_else(|| crate::error::Error::internal("a new conversation is not there"))
}

fn add(
    tx: &Write,
    id: ConversationId,
    owner: AccountId,
    status: StatusId,
    unread: bool,
) -> Result<()> {
    tx.execute(
        "INSERT OR IGNORE INTO conversation_statuses (conversation_id, status_id)
         VALUES (:id, :status)",
        named_params! { ":id": id, ":status": status },
    )?;
    tx.execute(
        "INSERT OR IGNORE INTO conversation_accounts (conversation_id, account_id)
         SELECT :id, account_id FROM mentions WHERE status_id = :status AND account_id <> :owner
         UNION SELECT :id, account_id FROM statuses WHERE id = :status AND account_id <> :owner",
        named_params! { ":id": id, ":status": status, ":owner": owner },
    )?;
    // One that came late, because it had to be fetched, is no news.
    tx.execute(
        "UPDATE conversations SET last_status_id = :status, unread = :unread
          WHERE id = :id AND last_status_id <= :status",
        named_params! { ":id": id, ":status": status, ":unread": unread },
    )?;
    Ok(())
}

/// Takes a post that is about to be deleted out of all conversations.
pub fn forget(tx: &Write, status: StatusId) -> Result<()> {
    let touched: Vec<ConversationId> = tx.rows(
        "DELETE FROM conversation_statuses WHERE status_id = :status RETURNING conversation_id",
        named_params! { ":status": status },
        |row| row.get(0),
    )?;
    for id in touched {
        tx.execute(
            "DELETE FROM conversations WHERE id = :id AND NOT EXISTS (
                    SELECT 1 FROM conversation_statuses WHERE conversation_id = :id)",
            named_params! { ":id": id },
        )?;
        tx.execute(
            "UPDATE conversations SET last_status_id =
                    (SELECT max(status_id) FROM conversation_statuses WHERE conversation_id = :id)
              WHERE id = :id",
            named_params! { ":id": id },
        )?;
    }
    Ok(())
}

/// Those of one person, the last used first: the newest post of each orders the list.
pub fn page(db: &Read, account: AccountId, page: &Page) -> Result<Vec<(i64, ConversationId)>> {
    page.cut(
        db,
        "SELECT last_status_id, id FROM conversations WHERE account_id = :account",
        "last_status_id",
        &[(":account", &account)],
    )
}

/// These, in no order.
pub fn by_ids(
    db: &Read,
    account: AccountId,
    ids: &[ConversationId],
) -> Result<HashMap<ConversationId, Conversation>> {
    let rows = db.rows(
        "SELECT id, last_status_id, unread FROM conversations
          WHERE id IN rarray(:ids) AND account_id = :account",
        named_params! { ":ids": array(ids), ":account": account },
        from_row,
    )?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Who takes part in these.
pub fn people(
    db: &Read,
    ids: &[ConversationId],
) -> Result<HashMap<ConversationId, Vec<AccountId>>> {
    let pairs = db.rows(
        "SELECT conversation_id, account_id FROM conversation_accounts
          WHERE conversation_id IN rarray(:ids)",
        named_params! { ":ids": array(ids) },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut people: HashMap<_, Vec<_>> = HashMap::new();
    for (id, account) in pairs {
        people.entry(id).or_default().push(account);
    }
    Ok(people)
}

/// Marks one as read or not. Answers whether it is there.
pub fn set_unread(
    tx: &Write,
    account: AccountId,
    id: ConversationId,
    unread: bool,
) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE conversations SET unread = :unread WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account, ":unread": unread },
    )?;
    Ok(changed > 0)
}

/// Takes one off the list; its posts stay.
pub fn delete(tx: &Write, account: AccountId, id: ConversationId) -> Result<bool> {
    let deleted = tx.execute(
        "DELETE FROM conversations WHERE id = :id AND account_id = :account",
        named_params! { ":id": id, ":account": account },
    )?;
    Ok(deleted > 0)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    Ok(Conversation { id: row.get(0)?, last_status_id: row.get(1)?, unread: row.get(2)? })
}
