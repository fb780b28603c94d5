//! What happens to a status later: edits, verdicts on quotes, counts, deletion.

use rusqlite::named_params;

use super::new::add_to;
use super::{QuoteState, Status, Visibility};
use crate::error::Result;
use crate::event::Event;
use crate::id::{AccountId, StatusId};
use crate::store::{Write, conversations, home, list_timelines, words};

/// What an edit changes.
#[derive(Clone, Debug)]
pub struct Edit<'a> {
    /// Sanitised.
    pub content_html: &'a str,
    /// Content warning, plain text.
    pub spoiler_text: &'a str,
    /// As typed, for local posts.
    pub source_text: Option<&'a str>,
    /// BCP 47.
    pub language: Option<&'a str>,
    /// Media are hidden at first.
    pub sensitive: bool,
    /// `[[shortcode, url], …]`.
    pub emojis_json: Option<&'a str>,
    /// The `interactionPolicy` as sent.
    pub policy_json: Option<&'a str>,
    /// Bits of [`extras`](super::extras).
    pub extras: i64,
    /// When it was changed; `None` for changes that are no edit (poll results, policy).
    pub edited_ms: Option<i64>,
}

/// Changes a status; the version before goes to its history if this is an edit.
pub fn edit(tx: &Write, id: StatusId, edit: &Edit<'_>) -> Result<()> {
    if edit.edited_ms.is_some() {
        tx.execute(
            "INSERT OR IGNORE INTO status_edits (status_id, edited_ms, content_html, spoiler_text,
                    sensitive)
             SELECT id, ifnull(edited_ms, created_ms), content_html, spoiler_text, sensitive
               FROM statuses WHERE id = :id",
            named_params! { ":id": id },
        )?;
    }
    tx.execute(
        "UPDATE statuses SET content_html = :content_html, spoiler_text = :spoiler_text,
                source_text = :source_text, language = :language, sensitive = :sensitive,
                emojis_json = :emojis_json, policy_json = :policy_json, extras = :extras,
                edited_ms = ifnull(:edited_ms, edited_ms)
          WHERE id = :id",
        named_params! {
            ":id": id, ":content_html": edit.content_html, ":spoiler_text": edit.spoiler_text,
            ":source_text": edit.source_text, ":language": edit.language,
            ":sensitive": edit.sensitive, ":emojis_json": edit.emojis_json,
            ":policy_json": edit.policy_json, ":extras": edit.extras,
            ":edited_ms": edit.edited_ms,
        },
    )?;
    words::read_later(tx, id)?;
    if edit.edited_ms.is_some() {
        tx.tell(Event::Edited { status: id });
    }
    Ok(())
}

/// Removes a status with all that hangs on it; reblogs of it go too.
pub fn delete(tx: &Write, status: &Status) -> Result<()> {
    let id = named_params! { ":id": status.id };
    tell_deleted(tx, status)?;
    tx.execute(
        "DELETE FROM home WHERE account_id IN (SELECT account_id FROM owners)
            AND status_id IN (SELECT id FROM statuses WHERE id = :id OR reblog_of_id = :id)",
        id,
    )?;
    list_timelines::forget(tx, status.id)?;
    conversations::forget(tx, status.id)?;
    words::forget(tx, status.id)?;
    if let Some(parent) = status.in_reply_to_id {
        add_to(tx, "replies_count", parent, -1)?;
    }
    if let Some(original) = status.reblog_of_id {
        add_to(tx, "reblogs_count", original, -1)?;
    }
    tx.execute(
        "UPDATE accounts SET statuses_count = max(0, statuses_count - 1) WHERE id = :id",
        named_params! { ":id": status.account_id },
    )?;
    tx.execute("DELETE FROM statuses WHERE id = :id", id)?;
    Ok(())
}

/// Of the status itself and of its reblogs in somebody's home, while it can still be seen who had them.
fn tell_deleted(tx: &Write, status: &Status) -> Result<()> {
    if !tx.is_heard() {
        return Ok(());
    }
    let reblogs = tx.rows(
        "SELECT h.status_id FROM statuses r JOIN home h ON h.status_id = r.id
          WHERE r.reblog_of_id = :id AND h.account_id IN (SELECT account_id FROM owners)",
        named_params! { ":id": status.id },
        |row| row.get(0),
    )?;
    for reblog in reblogs {
        let homes = home::holders(tx, reblog)?;
        tx.tell(Event::Deleted { status: reblog, homes, was_public: false });
    }
    let homes = home::holders(tx, status.id)?;
    let was_public = status.visibility == Visibility::Public && status.reblog_of_id.is_none();
    tx.tell(Event::Deleted { status: status.id, homes, was_public });
    Ok(())
}

/// Says who may quote a post: the value of `interactionPolicy`; `None` is everybody.
pub fn set_policy(tx: &Write, id: StatusId, policy_json: Option<&str>) -> Result<()> {
    tx.execute(
        "UPDATE statuses SET policy_json = :policy_json WHERE id = :id",
        named_params! { ":id": id, ":policy_json": policy_json },
    )?;
    tx.tell(Event::Edited { status: id });
    Ok(())
}

/// Counts a favourite more or less.
pub fn count_favourite(tx: &Write, id: StatusId, by: i64) -> Result<()> {
    add_to(tx, "favourites_count", id, by)
}

/// The answer of the quoted author, or of the check of its stamp.
pub fn set_quote_state(
    tx: &Write,
    id: StatusId,
    state: QuoteState,
    authorization_uri: Option<&str>,
) -> Result<()> {
    tx.execute(
        "UPDATE statuses SET quote_state = :state,
                quote_authorization_uri = ifnull(:authorization_uri, quote_authorization_uri)
          WHERE id = :id",
        named_params! { ":id": id, ":state": state, ":authorization_uri": authorization_uri },
    )?;
    tx.tell(Event::Edited { status: id });
    Ok(())
}

/// The stamp at `authorization_uri` was withdrawn by `author`: no quote of a post of theirs shows it as
/// agreed any more. Answers how many there were.
pub fn revoke_quotes(tx: &Write, authorization_uri: &str, author: AccountId) -> Result<usize> {
    tx.execute(
        "UPDATE statuses SET quote_state = :revoked
          WHERE quote_authorization_uri = :authorization_uri
            AND quote_of_id IN (SELECT id FROM statuses WHERE account_id = :author)",
        named_params! {
            ":revoked": QuoteState::Revoked, ":authorization_uri": authorization_uri,
            ":author": author,
        },
    )
}

/// Keeps the object as it came, so that better readers can read it again.
pub fn put_raw(tx: &Write, id: StatusId, json_zstd: &[u8]) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO raw_objects (status_id, json_zstd) VALUES (:id, :json_zstd)",
        named_params! { ":id": id, ":json_zstd": json_zstd },
    )?;
    Ok(())
}

/// Remembers that its replies were looked for.
pub fn set_replies_fetched(tx: &Write, id: StatusId, now_ms: i64) -> Result<()> {
    tx.execute(
        "UPDATE statuses SET replies_fetched_ms = :now_ms WHERE id = :id",
        named_params! { ":id": id, ":now_ms": now_ms },
    )?;
    Ok(())
}
