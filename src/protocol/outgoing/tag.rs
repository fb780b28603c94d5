//! What a text refers to: people, hashtags, emoji, and the quoted post as a link (FEP-e232).

use serde::{Serialize, Serializer};

use super::attachment::Image;
use super::fields::Fields;
use super::time::rfc3339;

/// One entry of `tag`.
#[derive(Debug, Clone)]
pub enum Tag<'a> {
    /// Somebody: the id of their actor and `@user@domain`.
    Mention {
        /// Actor id.
        href: &'a str,
        /// With the leading `@`.
        name: &'a str,
    },
    /// A hashtag: its page here and its name with `#`.
    Hashtag {
        /// Page of the tag.
        href: &'a str,
        /// With the leading `#`.
        name: &'a str,
    },
    /// A custom emoji (FEP-9098).
    Emoji {
        /// Its id.
        id: &'a str,
        /// With the colons.
        name: &'a str,
        /// Its picture.
        icon: Image<'a>,
        /// When it last changed.
        updated_ms: i64,
    },
    /// The quoted post, for servers that read FEP-e232.
    QuoteLink {
        /// Id of the post.
        href: &'a str,
    },
}

impl Serialize for Tag<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        match self {
            Self::Mention { href, name } => {
                fields.put("type", "Mention")?;
                fields.put("href", href)?;
                fields.put("name", name)?;
            }
            Self::Hashtag { href, name } => {
                fields.put("type", "Hashtag")?;
                fields.put("href", href)?;
                fields.put("name", name)?;
            }
            Self::Emoji { id, name, icon, updated_ms } => {
                fields.put("id", id)?;
                fields.put("type", "Emoji")?;
                fields.put("name", name)?;
                fields.put("updated", rfc3339(*updated_ms))?;
                fields.put("icon", icon)?;
            }
            Self::QuoteLink { href } => {
                fields.put("type", "Link")?;
                fields.put("mediaType", ACTIVITY_STREAMS)?;
                fields.put("rel", "https://misskey-hub.net/ns#_misskey_quote")?;
                fields.put("href", href)?;
                fields.put("name", format!("RE: {href}"))?;
            }
        }
        fields.end()
    }
}

const ACTIVITY_STREAMS: &str =
    "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";
