//! A post of the owner as other servers read it: a Note, or a Question if it is a poll.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::attachment::Attachment;
use super::context::{Context, Document};
use super::fields::Fields;
use super::poll::Poll;
use super::tag::Tag;
use super::time::rfc3339;
use crate::text::compose::quote_fallback;

/// A post. URIs everywhere; `to` and `cc` contain [`super::PUBLIC`] and followers as the caller decides.
#[derive(Debug, Clone, Default)]
pub struct Note<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its page for people.
    pub url: &'a str,
    /// The actor who wrote it.
    pub attributed_to: &'a str,
    /// Safe HTML.
    pub content: &'a str,
    /// BCP 47 tag of the content.
    pub language: Option<&'a str>,
    /// Content warning, as text.
    pub summary: Option<&'a str>,
    /// Media are to be hidden at first.
    pub sensitive: bool,
    /// Primary recipients.
    pub to: Vec<&'a str>,
    /// Secondary recipients.
    pub cc: Vec<&'a str>,
    /// The post that it answers.
    pub in_reply_to: Option<&'a str>,
    /// When it was posted, in milliseconds since 1970.
    pub published_ms: i64,
    /// When it was last edited.
    pub updated_ms: Option<i64>,
    /// People, hashtags and emoji; the link to a quoted post is added here.
    pub tags: Vec<Tag<'a>>,
    /// Media.
    pub attachments: Vec<Attachment<'a>>,
    /// The post that it quotes.
    pub quote: Option<Quote<'a>>,
    /// Who may quote it.
    pub quote_policy: Option<QuotePolicy<'a>>,
    /// Makes it a Question.
    pub poll: Option<Poll<'a>>,
    /// Collection of the answers.
    pub replies: Option<&'a str>,
    /// Collection of the likes, and how many.
    pub likes: Option<Counted<'a>>,
    /// Collection of the Announces, and how many.
    pub shares: Option<Counted<'a>>,
}

/// A quoted post (FEP-044f).
#[derive(Debug, Clone, Copy)]
pub struct Quote<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its page, for servers and people that know no quotes.
    pub url: &'a str,
    /// The stamp of its author, once we have it; none is needed to quote oneself.
    pub authorization: Option<&'a str>,
}

/// Who may quote: actors and collections of actors. Advice to clients, enforced by stamps.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuotePolicy<'a> {
    /// Without asking. For nobody, the author's own id (an empty list means nothing in JSON-LD).
    pub automatic_approval: Vec<&'a str>,
    /// After the author said yes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub manual_approval: Vec<&'a str>,
}

/// A collection by its id, with how many are in it.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "type", rename = "Collection")]
pub struct Counted<'a> {
    /// Id of the collection.
    pub id: &'a str,
    /// How many are in it.
    #[serde(rename = "totalItems")]
    pub total: u64,
}

impl Note<'_> {
    /// As served at its id.
    pub fn document(&self) -> Document<'_, Self> {
        Document::new(Context::Note, self)
    }

    /// `Note` or `Question`.
    pub fn kind(&self) -> &'static str {
        if self.poll.is_some() { "Question" } else { "Note" }
    }

    /// The content, preceded by the address of the quoted post, which readers of quotes hide again.
    fn content(&self) -> Cow<'_, str> {
        match &self.quote {
            Some(quote) => (quote_fallback(quote.url) + self.content).into(),
            None => self.content.into(),
        }
    }

    fn put_text<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        let content = self.content();
        let by_language = self.language.map(|tag| BTreeMap::from([(tag, &content)]));
        fields.put_some("summary", self.summary)?;
        fields.put("sensitive", self.sensitive)?;
        fields.put("content", &content)?;
        fields.put_some("contentMap", by_language)
    }

    /// The quote in the current form and in the three that older servers read.
    fn put_quote<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        let Some(quote) = &self.quote else { return Ok(()) };
        for key in ["quote", "quoteUri", "quoteUrl", "_misskey_quote"] {
            fields.put(key, quote.id)?;
        }
        fields.put_some("quoteAuthorization", quote.authorization)
    }

    fn put_tags<S: Serializer>(&self, fields: &mut Fields<S>) -> Result<(), S::Error> {
        let quote = self.quote.map(|quote| Tag::QuoteLink { href: quote.id });
        let tags: Vec<&Tag<'_>> = self.tags.iter().chain(&quote).collect();
        fields.put("tag", tags)
    }
}

impl Serialize for Note<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("id", self.id)?;
        fields.put("type", self.kind())?;
        fields.put("url", self.url)?;
        fields.put("attributedTo", self.attributed_to)?;
        fields.put("to", &self.to)?;
        fields.put("cc", &self.cc)?;
        fields.put_some("inReplyTo", self.in_reply_to)?;
        fields.put("published", rfc3339(self.published_ms))?;
        fields.put_some("updated", self.updated_ms.map(rfc3339))?;
        self.put_text(&mut fields)?;
        self.put_tags(&mut fields)?;
        fields.put("attachment", &self.attachments)?;
        self.put_quote(&mut fields)?;
        let policy =
            self.quote_policy.as_ref().map(|policy| BTreeMap::from([("canQuote", policy)]));
        fields.put_some("interactionPolicy", policy)?;
        if let Some(poll) = &self.poll {
            poll.put(&mut fields)?;
        }
        fields.put_some("replies", self.replies)?;
        fields.put_some("likes", self.likes)?;
        fields.put_some("shares", self.shares)?;
        fields.end()
    }
}
