//! `FilterResult`: why a post was found. <https://docs.joinmastodon.org/entities/FilterResult/>

use serde::Serialize;

use super::filter::Filter;
use crate::id::StatusId;
use crate::store::status_view::{StatusRow, StatusView};
use crate::text::keyword::Text;
use crate::text::plain;

/// A filter that found a post.
#[derive(Clone, Serialize)]
pub(in crate::client) struct FilterResult<'a> {
    filter: Filter<'a>,
    keyword_matches: Option<Vec<&'a str>>,
    status_matches: Option<[StatusId; 1]>,
}

/// All filters of the viewer that find this post, by what is written in it and in its pictures' descriptions.
pub(super) fn results<'a>(
    row: &StatusRow,
    view: &'a StatusView,
    now_ms: i64,
) -> Vec<FilterResult<'a>> {
    let active = view.filters.iter().filter(|it| it.expires_ms.is_none_or(|end| end > now_ms));
    let active: Vec<_> = active.collect();
    if active.is_empty() {
        return Vec::new();
    }
    let text = Text::of(&words(row, view));
    let result = |filter: &&'a crate::store::filters::Filter| {
        let found = filter.keywords.iter().filter(|it| text.contains(&it.keyword, it.whole_word));
        let found: Vec<_> = found.map(|it| it.keyword.as_str()).collect();
        let named = filter.statuses.iter().any(|it| it.status_id == row.id);
        (named || !found.is_empty()).then(|| FilterResult {
            filter: Filter::head(filter),
            keyword_matches: Some(found).filter(|found| !found.is_empty()),
            status_matches: named.then_some([row.id]),
        })
    };
    active.iter().filter_map(result).collect()
}

fn words(row: &StatusRow, view: &StatusView) -> String {
    let mut words = vec![row.spoiler_text.clone(), plain(&row.content_html)];
    let attachments = view.attachments.get(&row.id).into_iter().flatten();
    words.extend(attachments.map(|it| it.description.clone()));
    let options = view.polls.get(&row.id).into_iter().flat_map(|it| &it.poll.options);
    words.extend(options.map(|(title, _)| title.clone()));
    words.join("\n")
}
