//! Filter of the first kind: one phrase. <https://docs.joinmastodon.org/entities/V1_Filter/>

use serde::Serialize;

use super::filter::context_names;
use crate::clock::rfc3339;
use crate::id::FilterKeywordId;
use crate::store::filters::{Action, Filter, Keyword};

/// A phrase that somebody does not want to see.
#[derive(Serialize)]
pub(in crate::client) struct FilterV1<'a> {
    id: FilterKeywordId,
    phrase: &'a str,
    context: Vec<&'static str>,
    whole_word: bool,
    expires_at: Option<String>,
    irreversible: bool,
}

impl<'a> FilterV1<'a> {
    pub(in crate::client) fn build(filter: &'a Filter, keyword: &'a Keyword) -> Self {
        Self {
            id: keyword.id,
            phrase: &keyword.keyword,
            context: context_names(filter.contexts),
            whole_word: keyword.whole_word,
            expires_at: filter.expires_ms.map(rfc3339),
            irreversible: filter.action == Action::Hide,
        }
    }
}
