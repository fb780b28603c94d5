//! Filter and what is in it: <https://docs.joinmastodon.org/entities/Filter/>.

use serde::Serialize;

use crate::clock::rfc3339;
use crate::id::{FilterId, FilterKeywordId, FilterStatusId, StatusId};
use crate::store::filters::{self, Action, CONTEXTS};

/// What somebody does not want to see.
#[derive(Clone, Serialize)]
pub(in crate::client) struct Filter<'a> {
    id: FilterId,
    title: &'a str,
    context: Vec<&'static str>,
    expires_at: Option<String>,
    filter_action: &'static str,
    /// Not there where a filter only says why a post was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    keywords: Option<Vec<FilterKeyword<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statuses: Option<Vec<FilterStatus>>,
}

/// `FilterKeyword`
#[derive(Clone, Serialize)]
pub(in crate::client) struct FilterKeyword<'a> {
    id: FilterKeywordId,
    keyword: &'a str,
    whole_word: bool,
}

/// `FilterStatus`
#[derive(Clone, Serialize)]
pub(in crate::client) struct FilterStatus {
    id: FilterStatusId,
    status_id: StatusId,
}

impl<'a> Filter<'a> {
    pub(in crate::client) fn build(row: &'a filters::Filter) -> Self {
        Self {
            keywords: Some(row.keywords.iter().map(FilterKeyword::build).collect()),
            statuses: Some(row.statuses.iter().map(FilterStatus::build).collect()),
            ..Self::head(row)
        }
    }

    /// Without what it looks for.
    pub(super) fn head(row: &'a filters::Filter) -> Self {
        Self {
            id: row.id,
            title: &row.title,
            context: context_names(row.contexts),
            expires_at: row.expires_ms.map(rfc3339),
            filter_action: ACTIONS
                .iter()
                .find(|(_, action)| *action == row.action)
                .map_or("warn", |(name, _)| name),
            keywords: None,
            statuses: None,
        }
    }
}

impl<'a> FilterKeyword<'a> {
    pub(in crate::client) fn build(row: &'a filters::Keyword) -> Self {
        Self { id: row.id, keyword: &row.keyword, whole_word: row.whole_word }
    }
}

impl FilterStatus {
    pub(in crate::client) fn build(row: &filters::FilterStatus) -> Self {
        Self { id: row.id, status_id: row.status_id }
    }
}

/// The names of these bits.
pub(super) fn context_names(contexts: i64) -> Vec<&'static str> {
    CONTEXTS.iter().filter(|(_, bit)| contexts & bit != 0).map(|(name, _)| *name).collect()
}

const ACTIONS: [(&str, Action); 3] =
    [("warn", Action::Warn), ("hide", Action::Hide), ("blur", Action::Blur)];

/// The action with this name.
pub(in crate::client) fn action(name: &str) -> Option<Action> {
    ACTIONS.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
}
