//! The rows that hang on a post: mentions, hashtags, files, poll.

use super::draft::{Draft, PollDraft};
use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId};
use crate::jobs::job::Job;
use crate::store::mentions::{self, MentionKind};
use crate::store::polls::{self, Poll};
use crate::store::statuses::extras;
use crate::store::{Write, attachments, jobs, tags};
use crate::text::Composed;

/// Writes the mentions and hashtags of a post over those it had. `answered` is addressed without being
/// named.
pub(super) fn put_names(
    tx: &Write,
    status: StatusId,
    composed: &Composed,
    named: &[AccountId],
    answered: Option<AccountId>,
) -> Result<()> {
    mentions::clear(tx, status)?;
    for account in named {
        mentions::insert(tx, status, *account, MentionKind::Named)?;
    }
    if let Some(account) = answered {
        mentions::insert(tx, status, account, MentionKind::Silent)?;
    }
    tags::clear(tx, status)?;
    composed.tags.iter().try_for_each(|tag| tags::insert(tx, status, &tag.to_lowercase()))
}

/// Hangs the files of a draft on a post.
pub(super) fn put_files(
    tx: &Write,
    owner: AccountId,
    status: StatusId,
    draft: &Draft,
) -> Result<()> {
    let claimed = attachments::claim(tx, owner, status, &draft.media)?;
    if claimed < draft.media.len() {
        return Err(Error::invalid("One of the files is not there, or hangs on another post"));
    }
    Ok(())
}

/// Writes a poll, and makes sure that it ends. New options make all votes void.
pub(super) fn put_poll(tx: &Write, status: StatusId, draft: &PollDraft, now_ms: i64) -> Result<()> {
    let before = polls::by_status(tx, status)?;
    let votes_for = |title: &str| {
        let options = before.iter().flat_map(|poll| &poll.options);
        options.filter(|option| option.0 == title).map(|option| option.1).next().unwrap_or(0)
    };
    let expires_ms = now_ms + draft.expires_in_s * 1000;
    let titles = draft.options.iter().map(|title| title.trim().to_owned());
    let poll = Poll {
        multiple: draft.multiple,
        hide_totals: draft.hide_totals,
        expires_ms: Some(expires_ms),
        closed: false,
        voters_count: before.as_ref().map_or(0, |poll| poll.voters_count),
        options: titles.map(|title| (title.clone(), votes_for(&title))).collect(),
    };
    polls::put(tx, status, &poll)?;
    close_at(tx, status, expires_ms)
}

/// Has a poll ended at this time.
pub(super) fn close_at(tx: &Write, status: StatusId, at_ms: i64) -> Result<()> {
    let dedupe = format!("close:{status}");
    jobs::enqueue(tx, &Job::ClosePoll { status }, at_ms, Some(&dedupe))
}

/// Which other tables have rows for a post.
pub(super) fn extras_of(draft: &Draft, composed: &Composed, mentioned: usize) -> i64 {
    let when = |there: bool, bit: i64| if there { bit } else { 0 };
    when(!draft.media.is_empty(), extras::ATTACHMENTS)
        | when(mentioned > 0, extras::MENTIONS)
        | when(!composed.tags.is_empty(), extras::TAGS)
        | when(draft.poll.is_some(), extras::POLL)
}
