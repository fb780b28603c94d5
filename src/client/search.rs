//! Searching: what is here, and with `resolve` one handle or address elsewhere, within a deadline.

use std::time::Duration;

use axum::extract::State;
use tokio::time::timeout;

use super::answer::Answer;
use super::auth::Bearer;
use super::body::Params;
use super::entity::Place;
use super::entity::account::Account;
use super::entity::search::Search;
use super::entity::status::Status;
use super::entity::tag::Tag;
use super::error::Answered;
use super::page::{self, STATUSES};
use super::{accounts, collections};
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::resolve::{Found, resolve_handle, resolve_url};
use crate::id::{AccountId, StatusId};
use crate::protocol::acct::Acct;
use crate::site::Site;
use crate::store::search::WantedPosts;
use crate::store::{Read, account_view, search, status_view, tags, words};
use crate::text::SearchQuery;

/// A person waits for the answer; clients give up after about ten seconds.
const RESOLVE_TIME: Duration = Duration::from_secs(8);

/// `GET /api/v2/search`
pub(super) async fn search(
    State(app): State<App>,
    bearer: Bearer,
    params: Params,
) -> Answered<Answer> {
    let place = Place::of(&app).await?;
    let owner = bearer.signed_in(&app, "read:search").await?.account_id;
    let found = resolve(&app, bearer, &params).await?;
    let wanted = Wanted::read(&params, owner);
    if wanted.is("statuses") && !wanted.query.words.is_empty() {
        read_words(&app).await?;
    }
    let work = move |db: &Read| {
        let (account_ids, status_ids) = match found {
            Some(Found::Account(id)) => (vec![id], Vec::new()),
            Some(Found::Status(id)) => (Vec::new(), vec![id]),
            Some(Found::Collection(_)) => (Vec::new(), Vec::new()),
            None => (wanted.accounts(db)?, wanted.statuses(db, &place.site)?),
        };
        let account_ids = if wanted.is("accounts") { account_ids } else { Vec::new() };
        let status_ids = if wanted.is("statuses") { status_ids } else { Vec::new() };
        let tags = tags::seen(db, owner, wanted.tags(db)?, place.now_ms)?;
        let rows = account_view::in_order(db, &account_ids)?;
        let view = status_view::view(db, &status_ids, Some(owner))?;
        let status = |id: &StatusId| Status::build(*id, &view, Some(owner), &place);
        let sets = match found {
            Some(Found::Collection(id)) if wanted.is("collections") => vec![id],
            _ => Vec::new(),
        };
        collections::with_items(db, &sets, Some(owner), &place.site, |collections| {
            Answer::json(&Search {
                accounts: rows.iter().map(|row| Account::build(row, &place.site)).collect(),
                statuses: status_ids.iter().filter_map(status).collect(),
                hashtags: tags.iter().map(|seen| Tag::build(seen, &place.site)).collect(),
                collections,
            })
        })
    };
    Ok(app.store.read(work).await?)
}

/// Reads the words that came since the last search, for as long as somebody waits gladly; the newest are first.
async fn read_words(app: &App) -> Result<()> {
    let all = async {
        while app.store.read(words::are_unread).await? {
            app.store.write(|tx| words::read(tx, AT_ONCE)).await?;
        }
        Ok(())
    };
    timeout(READ_TIME, all).await.unwrap_or(Ok(()))
}

const READ_TIME: Duration = Duration::from_secs(2);
/// Small enough that other writes need not wait long.
const AT_ONCE: u32 = 100;

/// What a handle or an address stands for, here or (with `resolve`) elsewhere. Nothing found is no
/// error: the search goes on without it.
pub(super) async fn resolve(app: &App, bearer: Bearer, params: &Params) -> Result<Option<Found>> {
    let text = params.text("q").unwrap_or_default().trim();
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let is_handle =
        text.trim_start_matches('@').contains('@') && !text.contains(char::is_whitespace);
    if !params.flag("resolve").unwrap_or(false) || !(is_address || is_handle) {
        return Ok(None);
    }
    bearer.signed_in(app, "read:search").await?;
    match timeout(RESOLVE_TIME, look_up(app, text)).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => {
            tracing::info!(%error, "a search found nothing elsewhere");
            Ok(None)
        }
        Err(_) => Err(Error::upstream("The other server did not answer in time")),
    }
}

async fn look_up(app: &App, text: &str) -> Result<Option<Found>> {
    match Acct::parse(text) {
        Some(acct) => resolve_handle(app, &acct).await.map(|id| Some(Found::Account(id))),
        None if text.starts_with("http") => resolve_url(app, text).await.map(Some),
        None => Ok(None),
    }
}

/// What was searched for.
struct Wanted {
    owner: AccountId,
    text: String,
    query: SearchQuery,
    kind: Option<String>,
    author: Option<AccountId>,
    before: i64,
    after: i64,
    limit: u32,
    offset: u32,
}

impl Wanted {
    fn read(params: &Params, owner: AccountId) -> Self {
        let text = params.text("q").unwrap_or_default().trim().to_owned();
        Self {
            owner,
            query: SearchQuery::parse(&text),
            text,
            kind: params.filled("type").map(str::to_owned),
            author: params.filled("account_id").and_then(|id| id.parse().ok()),
            before: params.number("max_id").unwrap_or(i64::MAX),
            after: params.number("min_id").unwrap_or(0),
            limit: page::limit(params, STATUSES),
            offset: params.number("offset").and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        }
    }

    fn is(&self, kind: &str) -> bool {
        self.kind.as_ref().is_none_or(|wanted| wanted == kind)
    }

    fn accounts(&self, db: &Read) -> Result<Vec<AccountId>> {
        let text = self.text.trim_start_matches('@');
        if text.is_empty() || !self.is("accounts") {
            return Ok(Vec::new());
        }
        search::accounts(db, self.owner, text, self.limit, self.offset)
    }

    fn statuses(&self, db: &Read, site: &Site) -> Result<Vec<StatusId>> {
        let asks_nothing = self.query.is_empty() && self.author.is_none();
        // Only what must not be there is no question.
        let asks_nothing =
            asks_nothing || (self.query.words.is_empty() && !self.query.without.is_empty());
        if asks_nothing || !self.is("statuses") {
            return Ok(Vec::new());
        }
        let author = match self.query.from.as_deref() {
            None => self.author,
            Some("me") => Some(self.owner),
            Some(handle) => match accounts::by_acct(db, site, handle)? {
                Some(account) => Some(account.id),
                None => return Ok(Vec::new()),
            },
        };
        let wanted = WantedPosts {
            query: self.query.clone(),
            author,
            before: self.before,
            after: self.after,
            limit: self.limit,
            offset: self.offset,
        };
        search::statuses(db, self.owner, &wanted)
    }

    fn tags(&self, db: &Read) -> Result<Vec<String>> {
        let text = self.text.trim_start_matches('#');
        if text.is_empty() || text.contains(char::is_whitespace) || !self.is("hashtags") {
            return Ok(Vec::new());
        }
        search::tags(db, text, self.limit, self.offset)
    }
}
