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

/// A composed text, and whom the post is for because of it.
pub(super) struct Written {
    /// HTML and hashtags.
    pub(super) composed: Composed,
    /// Those named in the text.
    pub(super) named: Vec<AccountId>,
    /// Whom it answers, if they are not named: addressed all the same.
    pub(super) answered: Option<AccountId>,
}

impl Written {
    /// Which other tables will have rows for the post.
    pub(super) fn extras(&self, draft: &Draft) -> i64 {
        let when = |there: bool, bit: i64| if there { bit } else { 0 };
        let mentions = !self.named.is_empty() || self.answered.is_some();
        when(!draft.media.is_empty(), extras::ATTACHMENTS)
            | when(mentions, extras::MENTIONS)
            | when(!self.composed.tags.is_empty(), extras::TAGS)
            | when(draft.poll.is_some(), extras::POLL)
    }

    /// Writes the mentions and hashtags of a post over those it had.
    pub(super) fn put_names(&self, tx: &Write, status: StatusId) -> Result<()> {
        mentions::clear(tx, status)?;
        for account in &self.named {
            mentions::insert(tx, status, *account, MentionKind::Named)?;
        }
        if let Some(account) = self.answered {
            mentions::insert(tx, status, account, MentionKind::Silent)?;
        }
        tags::clear(tx, status)?;
        let names = self.composed.tags.iter();
        names.map(|name| name.to_lowercase()).try_for_each(|name| tags::insert(tx, status, &name))
    }
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
    let titles: Vec<&str> = draft.options.iter().map(|title| title.trim()).collect();
    let before = polls::by_status(tx, status)?.filter(|before| {
        let options = before.options.iter().map(|option| option.0.as_str());
        before.multiple == draft.multiple && options.eq(titles.iter().copied())
    });
    let votes = |position: usize| {
        let option = before.as_ref().and_then(|before| before.options.get(position));
        option.map_or(0, |option| option.1)
    };
    let options = titles.iter().enumerate();
    let expires_ms = now_ms + draft.expires_in_s * 1000;
    let poll = Poll {
        multiple: draft.multiple,
        hide_totals: draft.hide_totals,
        expires_ms: Some(expires_ms),
        closed: false,
        voters_count: before.as_ref().map_or(0, |before| before.voters_count),
        options: options.map(|(at, title)| ((*title).to_owned(), votes(at))).collect(),
    };
    polls::put(tx, status, &poll)?;
    close_at(tx, status, expires_ms)
}

/// Has a poll ended at this time.
pub(super) fn close_at(tx: &Write, status: StatusId, at_ms: i64) -> Result<()> {
    let dedupe = format!("close:{status}");
    jobs::enqueue(tx, &Job::ClosePoll { status }, at_ms, Some(&dedupe))
}
