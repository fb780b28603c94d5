//! Who is in the sets of people that others recommend, and who of them agreed to that.

use rusqlite::named_params;

use super::page::array;
use super::{Read, Write};
use crate::error::Result;
use crate::id::{AccountId, CollectionId, CollectionItemId};

/// Somebody in a set who agreed to that.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Row id.
    pub id: CollectionItemId,
    /// The set.
    pub collection_id: CollectionId,
    /// Who it is.
    pub account_id: AccountId,
}

/// Somebody who must be asked whether they agree, for the first time or again.
#[derive(Clone, Debug)]
pub struct Unasked {
    /// Row id.
    pub id: CollectionItemId,
    /// Who it is.
    pub object_uri: String,
    /// Where it says that they agree.
    pub authorization_uri: String,
}

/// Stores who is in a set, in this order. All are asked anew; until then those who agreed before are shown.
pub fn put(tx: &Write, collection: CollectionId, items: &[Unasked]) -> Result<()> {
    tx.execute(
        "UPDATE collection_items SET position = -1 WHERE collection_id = :collection",
        named_params! { ":collection": collection },
    )?;
    for (position, item) in (0_i64..).zip(items) {
        tx.execute(
            "INSERT INTO collection_items (id, collection_id, position, object_uri, authorization_uri)
             VALUES (:id, :collection, :position, :object, :authorization)
             ON CONFLICT (collection_id, object_uri) DO UPDATE
                SET position = excluded.position, asked = 0,
                    account_id = iif(authorization_uri = excluded.authorization_uri, account_id, NULL),
                    authorization_uri = excluded.authorization_uri",
            named_params! {
                ":id": item.id, ":collection": collection, ":position": position,
                ":object": item.object_uri, ":authorization": item.authorization_uri,
            },
        )?;
    }
    tx.execute(
        "DELETE FROM collection_items WHERE collection_id = :collection AND position = -1",
        named_params! { ":collection": collection },
    )?;
    Ok(())
}

/// Those of a set who must still be asked.
pub fn unasked(db: &Read, collection: CollectionId) -> Result<Vec<Unasked>> {
    db.rows(
        "SELECT id, object_uri, authorization_uri FROM collection_items
          WHERE collection_id = :collection AND asked = 0
          ORDER BY position",
        named_params! { ":collection": collection },
        |row| {
            Ok(Unasked { id: row.get(0)?, object_uri: row.get(1)?, authorization_uri: row.get(2)? })
        },
    )
}

/// Remembers what somebody answered: who they are if they agree, nothing if they do not.
pub fn answer(tx: &Write, item: CollectionItemId, agreed: Option<AccountId>) -> Result<()> {
    tx.execute(
        "UPDATE collection_items SET account_id = :agreed, asked = 1 WHERE id = :item",
        named_params! { ":item": item, ":agreed": agreed },
    )?;
    Ok(())
}

/// Who is in these sets, has agreed, is still there, and is not blocked by `viewer`.
pub fn agreed(db: &Read, of: &[CollectionId], viewer: Option<AccountId>) -> Result<Vec<Item>> {
    db.rows(
        "SELECT i.id, i.collection_id, i.account_id
           FROM collection_items i JOIN accounts a ON a.id = i.account_id
          WHERE i.collection_id IN rarray(:of) AND a.gone = 0
            AND NOT EXISTS (SELECT 1 FROM blocks b
                             WHERE b.account_id = :viewer AND b.target_id = i.account_id)
          ORDER BY i.collection_id, i.position",
        named_params! { ":of": array(of), ":viewer": viewer },
        |row| Ok(Item { id: row.get(0)?, collection_id: row.get(1)?, account_id: row.get(2)? }),
    )
}
