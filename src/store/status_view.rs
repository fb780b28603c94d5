//! Statuses as pages show them: a page of any length costs the same few queries.
//!
//! Nothing leaves here that the viewer may not see, whoever chose the ids: `VISIBLE` is part of the
//! query. What a status has not (its `extras` bits say so) is not asked for.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use rusqlite::{Row, named_params};

use super::accounts::Account;
use super::cards::{self, Card};
use super::filters::{self, Filter};
use super::page::array;
use super::polls::Poll;
use super::statuses::{QuoteState, Visibility, extras};
use super::{Read, account_view, follows, muted_threads, status_parts};
use crate::error::Result;
use crate::id::{AccountId, StatusId};
use crate::text;

pub use super::status_parts::{Attachment, Mention, PollView, files};

/// What `:viewer` (NULL: a guest) may see of `statuses s`. Blocked people are not there at all.
pub(super) const VISIBLE: &str = "
    (s.visibility < 2 OR s.account_id = :viewer
      OR EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = :viewer)
      OR (s.visibility = 2
          AND EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = :viewer
                         AND f.target_id = s.account_id AND f.accepted = 1)))
    AND NOT EXISTS (SELECT 1 FROM blocks b
                     WHERE b.account_id = :viewer AND b.target_id = s.account_id)";

/// A status as it is read, with what the viewer has done with it.
#[derive(Clone, Debug)]
pub struct StatusRow {
    /// Row id.
    pub id: StatusId,
    /// Its URI.
    pub uri: String,
    /// Page for people; `None` means the URI.
    pub url: Option<String>,
    /// The author.
    pub account_id: AccountId,
    /// What it reblogs.
    pub reblog_of_id: Option<StatusId>,
    /// What it answers.
    pub in_reply_to_id: Option<StatusId>,
    /// Whom it answers.
    pub in_reply_to_account_id: Option<AccountId>,
    /// Safe HTML.
    pub content_html: String,
    /// Content warning, plain text.
    pub spoiler_text: String,
    /// BCP 47.
    pub language: Option<String>,
    /// Media are hidden at first.
    pub sensitive: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// `[[shortcode, url], …]`.
    pub emojis_json: Option<String>,
    /// What it quotes, if that is here.
    pub quote_of_id: Option<StatusId>,
    /// How far the consent to the quote has come.
    pub quote_state: QuoteState,
    /// What may be done with it, unless that is everything: the value of `interactionPolicy`.
    pub policy_json: Option<String>,
    /// Which program wrote it; local posts only.
    pub app: Option<String>,
    /// As far as we know.
    pub replies_count: i64,
    /// As far as we know.
    pub reblogs_count: i64,
    /// As far as we know.
    pub favourites_count: i64,
    /// Bits of [`extras`].
    pub extras: i64,
    /// When it was published.
    pub created_ms: i64,
    /// When it was last changed.
    pub edited_ms: Option<i64>,
    /// The viewer likes it.
    pub favourited: bool,
    /// The viewer has reblogged it.
    pub reblogged: bool,
    /// The viewer keeps it.
    pub bookmarked: bool,
    /// The author has pinned it.
    pub pinned: bool,
}

/// Everything that a page of statuses shows, by id.
#[derive(Debug, Default)]
pub struct StatusView {
    /// The statuses, in the order that was asked for, then what they reblog and quote.
    pub rows: HashMap<StatusId, StatusRow>,
    /// Authors, and who was mentioned.
    pub accounts: HashMap<AccountId, Account>,
    /// Pictures, films, sounds.
    pub attachments: HashMap<StatusId, Vec<Attachment>>,
    /// Who is named.
    pub mentions: HashMap<StatusId, Vec<Mention>>,
    /// Hashtags.
    pub tags: HashMap<StatusId, Vec<String>>,
    /// Polls with the viewer's own choices.
    pub polls: HashMap<StatusId, PollView>,
    /// Of the authors with rules of their own, those whom the viewer follows.
    pub followed: HashSet<AccountId>,
    /// What the viewer does not want to see.
    pub filters: Vec<Filter>,
    /// Those in threads of which the viewer wants to hear no more.
    pub muted: HashSet<StatusId>,
    /// What a post without files or quote is about.
    pub links: HashMap<StatusId, String>,
    /// What the pages behind the links say, as far as they were read.
    pub cards: HashMap<String, Card>,
}

/// Reads what is needed to show `ids` to `viewer`. What they may not see is left out.
pub fn view(db: &Read, ids: &[StatusId], viewer: Option<AccountId>) -> Result<StatusView> {
    let mut rows = rows(db, ids, viewer)?;
    let inner: Vec<_> =
        rows.values().flat_map(|row| [row.reblog_of_id, row.quote_of_id]).flatten().collect();
    add_missing(db, &mut rows, &inner, viewer)?;
    // What a reblogged post quotes is the deepest that clients show.
    let quoted: Vec<_> = inner.iter().filter_map(|id| rows.get(id)?.quote_of_id).collect();
    add_missing(db, &mut rows, &quoted, viewer)?;
    let with = |bit: i64| {
        let found = rows.values().filter(|row| row.extras & bit != 0).map(|row| row.id);
        found.collect::<Vec<_>>()
    };
    let (attachments, mentions) = (with(extras::ATTACHMENTS), with(extras::MENTIONS));
    let (tags, polls) = (with(extras::TAGS), with(extras::POLL));
    let links: HashMap<_, _> = rows.values().filter_map(|row| Some((row.id, link(row)?))).collect();
    let urls: Vec<_> = links.values().map(String::as_str).collect();
    let authors: HashSet<_> = rows.values().map(|row| row.account_id).collect();
    Ok(StatusView {
        accounts: account_view::by_ids(db, &authors.into_iter().collect::<Vec<_>>())?,
        attachments: grouped(status_parts::attachments(db, &attachments)?),
        mentions: grouped(status_parts::mentions(db, &mentions)?),
        tags: grouped(status_parts::tags(db, &tags)?),
        polls: status_parts::polls(db, &polls, viewer)?,
        muted: muted(db, &rows, viewer)?,
        followed: followed(db, &rows, viewer)?,
        filters: viewer.map(|viewer| filters::of(db, viewer)).transpose()?.unwrap_or_default(),
        cards: cards::by_urls(db, &urls)?,
        links,
        rows,
    })
}

fn muted(
    db: &Read,
    rows: &HashMap<StatusId, StatusRow>,
    viewer: Option<AccountId>,
) -> Result<HashSet<StatusId>> {
    let Some(viewer) = viewer else { return Ok(HashSet::new()) };
    muted_threads::among(db, viewer, &rows.keys().copied().collect::<Vec<_>>())
}

/// Few posts have rules, and then nobody is looked for.
fn followed(
    db: &Read,
    rows: &HashMap<StatusId, StatusRow>,
    viewer: Option<AccountId>,
) -> Result<HashSet<AccountId>> {
    let authors = rows.values().filter(|row| row.policy_json.is_some()).map(|row| row.account_id);
    let authors: Vec<_> = authors.collect();
    match viewer {
        Some(viewer) if !authors.is_empty() => follows::among(db, viewer, &authors),
        _ => Ok(HashSet::new()),
    }
}

/// Files and quotes are shown where the preview of a link would be.
fn link(row: &StatusRow) -> Option<String> {
    let has_others = row.extras & extras::ATTACHMENTS != 0 || row.quote_of_id.is_some();
    let may_have = !has_others && row.content_html.contains("<a ");
    if may_have { text::first_link(&row.content_html) } else { None }
}

fn add_missing(
    db: &Read,
    all: &mut HashMap<StatusId, StatusRow>,
    wanted: &[StatusId],
    viewer: Option<AccountId>,
) -> Result<()> {
    let missing: Vec<_> = wanted.iter().filter(|id| !all.contains_key(id)).copied().collect();
    all.extend(rows(db, &missing, viewer)?);
    Ok(())
}

fn rows(
    db: &Read,
    ids: &[StatusId],
    viewer: Option<AccountId>,
) -> Result<HashMap<StatusId, StatusRow>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("{ROWS} AND {VISIBLE}");
    let params = named_params! { ":ids": array(ids), ":viewer": viewer };
    let rows = db.rows(&sql, params, from_row)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The counters are looked at first, because most statuses were never touched by the viewer.
const ROWS: &str = "
    SELECT s.id, s.uri, s.url, s.account_id, s.reblog_of_id, s.in_reply_to_id,
           s.in_reply_to_account_id, s.content_html, s.spoiler_text, s.language, s.sensitive,
           s.visibility, s.emojis_json, s.quote_of_id, s.quote_state,
           (SELECT p.name FROM oauth_apps p WHERE p.id = s.app_id),
           s.replies_count, s.reblogs_count, s.favourites_count, s.extras, s.created_ms,
           s.edited_ms,
           s.favourites_count > 0 AND EXISTS (SELECT 1 FROM favourites f
              WHERE f.account_id = :viewer AND f.status_id = s.id),
           s.reblogs_count > 0 AND EXISTS (SELECT 1 FROM statuses r
              WHERE r.reblog_of_id = s.id AND r.account_id = :viewer),
           EXISTS (SELECT 1 FROM bookmarks k
              WHERE k.account_id = :viewer AND k.status_id = s.id),
           s.local AND EXISTS (SELECT 1 FROM pins n
              WHERE n.account_id = s.account_id AND n.status_id = s.id),
           s.policy_json
      FROM statuses s
     WHERE s.id IN rarray(:ids)";

fn from_row(row: &Row<'_>) -> rusqlite::Result<StatusRow> {
    Ok(StatusRow {
        id: row.get(0)?,
        uri: row.get(1)?,
        url: row.get(2)?,
        account_id: row.get(3)?,
        reblog_of_id: row.get(4)?,
        in_reply_to_id: row.get(5)?,
        in_reply_to_account_id: row.get(6)?,
        content_html: row.get(7)?,
        spoiler_text: row.get(8)?,
        language: row.get(9)?,
        sensitive: row.get(10)?,
        visibility: row.get(11)?,
        emojis_json: row.get(12)?,
        quote_of_id: row.get(13)?,
        quote_state: row.get(14)?,
        app: row.get(15)?,
        replies_count: row.get(16)?,
        reblogs_count: row.get(17)?,
        favourites_count: row.get(18)?,
        extras: row.get(19)?,
        created_ms: row.get(20)?,
        edited_ms: row.get(21)?,
        favourited: row.get(22)?,
        reblogged: row.get(23)?,
        bookmarked: row.get(24)?,
        pinned: row.get(25)?,
        policy_json: row.get(26)?,
    })
}

fn grouped<K: Hash + Eq, V>(pairs: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_insert_with(Vec::new).push(value);
    }
    groups
}

impl PollView {
    /// Whether votes are no longer taken.
    pub fn is_over(&self, now_ms: i64) -> bool {
        Poll::is_over(&self.poll, now_ms)
    }
}
