//! Voting in somebody's poll.

use super::{parts, visible};
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::outbox;
use crate::id::{AccountId, StatusId, of};
use crate::protocol::outgoing::activity::Verb;
use crate::protocol::outgoing::poll::Vote;
use crate::store::Write;
use crate::store::accounts::Account;
use crate::store::polls::{self, Poll};
use crate::store::statuses::Status;

/// Votes once and for all; `choices` are positions among the options.
///
/// # Errors
/// Not found if there is no such poll; invalid if it is over, one's own, voted in already, or the
/// choices are not possible.
pub async fn vote(
    app: &App,
    owner: AccountId,
    status: StatusId,
    choices: Vec<usize>,
) -> Result<()> {
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        let status = visible::post(tx, owner, status)?;
        let poll = polls::by_status(tx, status.id)?.ok_or_else(|| Error::not_found("poll"))?;
        let owner = visible::account(tx, owner)?;
        let chosen = possible(tx, &status, &poll, &owner, &choices, cx.now_ms)?;
        for (position, title) in chosen {
            cast(tx, &cx, &owner, &status, (position, title))?;
        }
        match poll.expires_ms {
            // The owner wants to know how it ended.
            Some(at_ms) => parts::close_at(tx, status.id, at_ms),
            None => Ok(()),
        }
    });
    write.await
}

fn possible<'p>(
    tx: &Write,
    status: &Status,
    poll: &'p Poll,
    owner: &Account,
    choices: &[usize],
    now_ms: i64,
) -> Result<Vec<(i64, &'p str)>> {
    if poll.is_over(now_ms) {
        return Err(Error::invalid("The poll has already ended"));
    }
    if status.account_id == owner.id {
        return Err(Error::invalid("You cannot vote in your own poll"));
    }
    if !polls::votes_of(tx, status.id, owner.id)?.is_empty() {
        return Err(Error::invalid("You have already voted in this poll"));
    }
    if choices.is_empty() || (choices.len() > 1 && !poll.multiple) {
        return Err(Error::invalid("This poll takes one choice"));
    }
    let chosen = choices.iter().map(|position| {
        let title = poll.options.get(*position).map(|option| &*option.0);
        i64::try_from(*position).ok().zip(title)
    });
    let chosen: Option<Vec<_>> = chosen.collect();
    chosen.ok_or_else(|| Error::invalid("The poll has no such option"))
}

/// One note for each choice, to the author of the poll and nobody else (FEP-9967).
fn cast(
    tx: &Write,
    cx: &Context,
    owner: &Account,
    status: &Status,
    (position, title): (i64, &str),
) -> Result<()> {
    let author = visible::account(tx, status.account_id)?;
    let uri = cx.site.activity(&owner.username, cx.ids.next::<of::Outgoing>());
    polls::vote(tx, status.id, owner.id, position, Some(&uri))?;
    let note = format!("{uri}/note");
    let vote = Vote {
        id: &note,
        attributed_to: &owner.uri,
        name: title,
        in_reply_to: &status.uri,
        to: &author.uri,
    };
    outbox::tell(tx, cx, owner, &author, &uri, Verb::Vote(&vote))
}
