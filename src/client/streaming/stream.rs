//! The streams that there are: their names, what they show, and what a token needs for them.

use serde_json::json;

use super::topics::{Public, Topics};
use crate::error::{Error, Result};
use crate::id::ListId;
use crate::store::timelines::Origin;

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// What the home timeline shows, and notifications.
    User,
    /// Notifications only.
    Notifications,
    /// Public posts.
    Public(Origin, Posts),
    /// Public posts with a hashtag, written as the app wrote it.
    Hashtag(String, Origin),
    /// What a list shows.
    List(ListId),
    /// Direct conversations.
    Direct,
}

/// Which posts of a public timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Posts {
    All,
    /// Those with pictures, films or sounds.
    Media,
}

impl Stream {
    /// The stream with this name; hashtags and lists need one more word.
    ///
    /// # Errors
    /// Invalid, if there is no such stream.
    pub(super) fn named(name: &str, tag: Option<&str>, list: Option<&str>) -> Result<Self> {
        let tag = || tag.filter(|tag| !tag.is_empty()).ok_or_else(no_tag).map(str::to_owned);
        Ok(match name {
            "user" => Self::User,
            "user:notification" => Self::Notifications,
            "public" => Self::Public(Origin::Anywhere, Posts::All),
            "public:media" => Self::Public(Origin::Anywhere, Posts::Media),
            "public:local" => Self::Public(Origin::Local, Posts::All),
            "public:local:media" => Self::Public(Origin::Local, Posts::Media),
            "public:remote" => Self::Public(Origin::Remote, Posts::All),
            "public:remote:media" => Self::Public(Origin::Remote, Posts::Media),
            "hashtag" => Self::Hashtag(tag()?, Origin::Anywhere),
            "hashtag:local" => Self::Hashtag(tag()?, Origin::Local),
            "list" => Self::List(list.and_then(|id| id.parse().ok()).ok_or_else(no_list)?),
            "direct" => Self::Direct,
            _ => return Err(Error::invalid("Unknown stream type")),
        })
    }

    /// How it is called in the messages of a WebSocket: a JSON array.
    pub(super) fn label(&self) -> String {
        let label = match self {
            Self::User => json!(["user"]),
            Self::Notifications => json!(["user:notification"]),
            Self::Public(origin, posts) => json!([public_name(*origin, *posts)]),
            Self::Hashtag(tag, Origin::Local) => json!(["hashtag:local", tag]),
            Self::Hashtag(tag, _) => json!(["hashtag", tag]),
            Self::List(id) => json!(["list", id.to_string()]),
            Self::Direct => json!(["direct"]),
        };
        label.to_string()
    }

    /// What a token must allow; public posts are for every token.
    pub(super) fn scope(&self) -> Option<&'static str> {
        match self {
            Self::Public(..) | Self::Hashtag(..) => None,
            Self::Notifications => Some("read:notifications"),
            Self::User | Self::List(_) | Self::Direct => Some("read:statuses"),
        }
    }

    /// Whether it shows news of these topics.
    pub(super) fn shows(&self, topics: &Topics) -> bool {
        match self {
            Self::User => topics.home || topics.notifications,
            Self::Notifications => topics.notifications,
            Self::Direct => topics.direct,
            Self::List(id) => topics.lists.contains(id),
            Self::Public(origin, posts) => match &topics.public {
                Public::No => false,
                Public::All => true,
                Public::Post { local, media, .. } => {
                    holds(*origin, *local) && (*posts == Posts::All || *media)
                }
            },
            Self::Hashtag(tag, origin) => match &topics.public {
                Public::No => false,
                Public::All => true,
                Public::Post { local, tags, .. } => {
                    holds(*origin, *local) && tags.contains(&tag.to_lowercase())
                }
            },
        }
    }
}

fn public_name(origin: Origin, posts: Posts) -> &'static str {
    match (origin, posts) {
        (Origin::Anywhere, Posts::All) => "public",
        (Origin::Anywhere, Posts::Media) => "public:media",
        (Origin::Local, Posts::All) => "public:local",
        (Origin::Local, Posts::Media) => "public:local:media",
        (Origin::Remote, Posts::All) => "public:remote",
        (Origin::Remote, Posts::Media) => "public:remote:media",
    }
}

fn holds(origin: Origin, local: bool) -> bool {
    match origin {
        Origin::Anywhere => true,
        Origin::Local => local,
        Origin::Remote => !local,
    }
}

fn no_tag() -> Error {
    Error::invalid("No tag for stream provided")
}

fn no_list() -> Error {
    Error::invalid("Not authorized to stream this list")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str) -> Stream {
        Stream::named(name, Some("Birds"), Some("7")).unwrap()
    }

    #[test]
    fn a_stream_is_called_as_the_app_called_it() {
        for name in [
            "user",
            "user:notification",
            "public",
            "public:media",
            "public:local",
            "public:local:media",
            "public:remote",
            "public:remote:media",
            "direct",
        ] {
            assert_eq!(stream(name).label(), json!([name]).to_string());
        }
        assert_eq!(stream("hashtag").label(), r#"["hashtag","Birds"]"#);
        assert_eq!(stream("hashtag:local").label(), r#"["hashtag:local","Birds"]"#);
        assert_eq!(stream("list").label(), r#"["list","7"]"#);
        for name in ["hashtag", "hashtag:local", "list", "birds", ""] {
            assert!(Stream::named(name, None, None).is_err(), "{name}");
        }
    }

    #[test]
    fn a_public_post_is_shown_where_it_fits() {
        let public = Public::Post { local: false, media: true, tags: vec!["birds".into()] };
        let post = Topics { public, ..Topics::default() };
        for shown in ["public", "public:media", "public:remote", "public:remote:media", "hashtag"] {
            assert!(stream(shown).shows(&post), "{shown}");
        }
        for other in ["user", "public:local", "public:local:media", "hashtag:local", "direct"] {
            assert!(!stream(other).shows(&post), "{other}");
        }
        let bats = Stream::named("hashtag", Some("bats"), None).unwrap();
        assert!(!bats.shows(&post));
    }
}
