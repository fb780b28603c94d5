//! Cursors and `Link` headers: <https://docs.joinmastodon.org/api/guidelines/#pagination>.

use axum::http::Uri;

use super::body::Params;
use crate::site::Site;
use crate::store::page::{End, Page};

/// Which page of which list was asked for.
pub(super) struct Cursor {
    pub(super) page: Page,
    uri: Uri,
}

/// How long pages are: when nothing is said, and at most.
#[derive(Clone, Copy)]
pub(super) struct Length {
    usual: u32,
    most: u32,
}

/// Lists of statuses, and of what happened.
pub(super) const STATUSES: Length = Length { usual: 20, most: 40 };
/// Ivory asks for 100 (features 1.0).
pub(super) const NOTIFICATIONS: Length = Length { usual: 40, most: 100 };
/// How far notifications are counted.
pub(super) const UNREAD: Length = Length { usual: 100, most: 1000 };
/// Hashtags that are followed: Phanpy asks for all.
pub(super) const TAGS: Length = Length { usual: 100, most: 200 };
/// Servers that are blocked.
pub(super) const DOMAINS: Length = Length { usual: 100, most: 200 };
/// Lists of people.
pub(super) const ACCOUNTS: Length = Length { usual: 40, most: 80 };

impl Cursor {
    /// Reads `max_id`, `since_id`, `min_id` and `limit`. What is no number is as if it was not there.
    pub(super) fn read(uri: Uri, params: &Params, length: Length) -> Self {
        let min_id = params.number("min_id");
        let page = Page {
            before: params.number("max_id").unwrap_or(i64::MAX),
            after: min_id.or_else(|| params.number("since_id")).unwrap_or(0),
            from: if min_id.is_some() { End::Oldest } else { End::Newest },
            limit: limit(params, length),
        };
        Self { page, uri }
    }

    /// The way to the pages before and after one that goes from `newest` to `oldest`.
    pub(super) fn link(&self, site: &Site, newest: i64, oldest: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in
            url::form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes())
        {
            if !["max_id", "since_id", "min_id", "access_token"].contains(&&*key) {
                query.append_pair(&key, &value);
            }
        }
        let mut rest = query.finish();
        if !rest.is_empty() {
            rest.push('&');
        }
        let list = format!("{}{}?{rest}", site.base(), self.uri.path());
        format!("<{list}max_id={oldest}>; rel=\"next\", <{list}min_id={newest}>; rel=\"prev\"")
    }

    /// The same for the lines of a list; `None` if there are none.
    pub(super) fn link_of<T>(&self, site: &Site, lines: &[(i64, T)]) -> Option<String> {
        let (newest, oldest) = lines.first().zip(lines.last())?;
        Some(self.link(site, newest.0, oldest.0))
    }
}

/// `limit`, within bounds.
pub(super) fn limit(params: &Params, length: Length) -> u32 {
    let wanted = params.number("limit").and_then(|limit| u32::try_from(limit).ok());
    wanted.unwrap_or(length.usual).clamp(1, length.most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_keep_what_else_was_asked() {
        let uri = Uri::from_static("/api/v1/x?limit=5&types[]=mention&max_id=9");
        let cursor = Cursor::read(uri, &Params::default(), STATUSES);
        let link = cursor.link(&Site::new("home.example", "home.example"), 8, 4);
        assert_eq!(
            link,
            "<https://home.example/api/v1/x?limit=5&types%5B%5D=mention&max_id=4>; rel=\"next\", \
             <https://home.example/api/v1/x?limit=5&types%5B%5D=mention&min_id=8>; rel=\"prev\""
        );
    }
}
