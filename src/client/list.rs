//! Pages of statuses and of accounts, the answer of most reading requests.

use super::answer::Answer;
use super::entity::Place;
use super::entity::account::Account;
use super::entity::status::Status;
use super::error::Answered;
use super::page::Cursor;
use crate::app::App;
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::store::page::Page;
use crate::store::{Read, account_lists, account_view, status_view, timelines};

/// A page of statuses; `choose` checks who asks and says which they are.
pub(super) async fn statuses<F>(app: &App, cursor: Cursor, choose: F) -> Answered<Answer>
where
    F: FnOnce(&Read, &Page) -> Result<(Option<AccountId>, Vec<timelines::Line>)> + Send + 'static,
{
    let place = Place::of(app).await?;
    let work = move |db: &Read| {
        let (viewer, lines) = choose(db, &cursor.page)?;
        let ids: Vec<StatusId> = lines.iter().map(|(_, id)| *id).collect();
        let view = status_view::view(db, &ids, viewer)?;
        let statuses: Vec<_> =
            ids.iter().filter_map(|id| Status::build(*id, &view, viewer, &place)).collect();
        Ok(Answer::json(&statuses)?.with_link(cursor.link_of(&place.site, &lines)))
    };
    Ok(app.store.read(work).await?)
}

/// A page of accounts; `choose` checks who asks and says which they are.
pub(super) async fn accounts<F>(app: &App, cursor: Cursor, choose: F) -> Answered<Answer>
where
    F: FnOnce(&Read, &Page) -> Result<Vec<account_lists::Line>> + Send + 'static,
{
    let place = Place::of(app).await?;
    let work = move |db: &Read| {
        let lines = choose(db, &cursor.page)?;
        let ids: Vec<AccountId> = lines.iter().map(|(_, id)| *id).collect();
        let rows = account_view::in_order(db, &ids)?;
        let accounts: Vec<_> = rows.iter().map(|row| Account::build(row, &place.site)).collect();
        Ok(Answer::json(&accounts)?.with_link(cursor.link_of(&place.site, &lines)))
    };
    Ok(app.store.read(work).await?)
}
