//! A post of any kind: note, question, article, page, film, picture, sound, event.
//!
//! Believes nothing but that author and id share an origin. Texts are raw.
//! Spec: ActivityStreams 2.0 §4; FEP-044f, FEP-7888, FEP-9967.

use serde_json::Value;

use super::{
    Attachment, Audience, Emoji, InteractionPolicy, Mention, ObjectRef, Poll, Unreadable,
    attachment, date, field, one_or_many, quote, readable, tag, uri,
};

/// A post as its server describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Its id.
    pub id: String,
    /// What kind of post.
    pub kind: ObjectKind,
    /// Its author; of the same origin as `id`.
    pub attributed_to: String,
    /// Raw HTML; for kinds other than notes and questions with title and link.
    pub content_html: String,
    /// Content warning, one line, raw.
    pub summary: Option<String>,
    /// Title, or the answer of a vote. One line, raw.
    pub name: Option<String>,
    /// BCP 47 tag of the content's language.
    pub language: Option<String>,
    /// Milliseconds since 1970.
    pub published_ms: Option<i64>,
    /// Milliseconds since 1970.
    pub updated_ms: Option<i64>,
    /// Its pictures are to be hidden first.
    pub sensitive: bool,
    /// The post that it answers.
    pub in_reply_to: Option<String>,
    /// To whom it is addressed.
    pub audience: Audience,
    /// The page for people.
    pub url: Option<String>,
    /// Who is mentioned, at most 50.
    pub mentions: Vec<Mention>,
    /// Hashtags without `#`, at most 50.
    pub hashtags: Vec<String>,
    /// Custom emoji, at most 64.
    pub emojis: Vec<Emoji>,
    /// Files, at most 16.
    pub attachments: Vec<Attachment>,
    /// The poll of a question.
    pub poll: Option<Poll>,
    /// The post that it quotes.
    pub quote: Option<String>,
    /// The stamp by which the quoted author agrees (FEP-044f). Unchecked.
    pub quote_authorization: Option<String>,
    /// Who may do what with it.
    pub interaction_policy: Option<InteractionPolicy>,
    /// The stamp by which the author of the answered post agrees. Unchecked.
    pub approved_by: Option<String>,
    /// Its answers: a collection by id, or embedded with its first page.
    pub replies: Option<ObjectRef>,
    /// The conversation that it belongs to (FEP-7888): opaque, or a collection.
    pub context: Option<String>,
    /// How many like it, as its server says.
    pub likes_count: Option<u32>,
    /// How many boosted it, as its server says.
    pub shares_count: Option<u32>,
}

/// What kind of post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in ActivityStreams")]
pub enum ObjectKind {
    Note,
    Question,
    Article,
    Page,
    Video,
    Audio,
    Image,
    Event,
}

impl Object {
    /// Reads a post.
    ///
    /// # Errors
    /// When its type is no post's, its id is unusable, or it is not clear who wrote it.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        let kind = field::types(value).find_map(ObjectKind::read);
        let kind = kind.ok_or(Unreadable("the type is no post's"))?;
        let id = post_id(value).ok_or(Unreadable("the post has no usable id"))?;
        let author = author(value).ok_or(Unreadable("the post has no one author"))?;
        if !uri::same_origin(&id, &author) {
            return Err(Unreadable("the post and its author live at different places"));
        }
        let url = page_url(value);
        let sensitive = field::is_true(value, "sensitive");
        Ok(Self {
            content_html: readable::content(value, kind, url.as_deref().unwrap_or(&id)),
            summary: readable::warning(value, kind),
            name: readable::name(value),
            language: readable::language(value),
            published_ms: date::read(value, "published"),
            updated_ms: date::read(value, "updated"),
            sensitive,
            in_reply_to: field::id(value, "inReplyTo"),
            audience: Audience::read(value),
            url,
            mentions: tag::mentions(value),
            hashtags: tag::hashtags(value),
            emojis: tag::emojis(value),
            attachments: attachment::read_all(value),
            poll: (kind == ObjectKind::Question).then(|| Poll::read(value)).flatten(),
            quote: quote::read(value),
            quote_authorization: field::id(value, "quoteAuthorization"),
            interaction_policy: InteractionPolicy::read(value),
            approved_by: field::id(value, "approvedBy"),
            replies: ObjectRef::first(value, "replies"),
            context: field::id(value, "context"),
            likes_count: total_items(value, "likes"),
            shares_count: total_items(value, "shares"),
            attributed_to: author,
            id,
            kind,
        })
    }

    /// Is this not a post but a vote in the poll that it answers? (FEP-9967)
    #[must_use]
    pub fn is_vote(&self) -> bool {
        let has_shape = self.kind == ObjectKind::Note && self.name.is_some();
        has_shape && self.in_reply_to.is_some() && has_no_words(&self.content_html)
    }
}

/// snac2 2.75 votes with a `<br>` as the content.
fn has_no_words(html: &str) -> bool {
    let mut in_tag = false;
    html.chars().all(|character| {
        in_tag = (in_tag || character == '<') && character != '>';
        in_tag || character == '>' || character.is_whitespace()
    })
}

impl ObjectKind {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "Note" => Self::Note,
            "Question" => Self::Question,
            "Article" => Self::Article,
            "Page" => Self::Page,
            "Video" => Self::Video,
            "Audio" => Self::Audio,
            "Image" => Self::Image,
            "Event" => Self::Event,
            _ => return None,
        })
    }
}

/// Mastodon's votes are fragments of their voter: `…/users/alice#votes/1`. Nobody fetches votes;
/// every other post must have an id to fetch it by.
fn post_id(object: &Value) -> Option<String> {
    let is_vote = || {
        let has = |key: &str| object.get(key).is_some();
        has("name") && has("inReplyTo") && !has("content")
    };
    field::object_id(object).or_else(|| field::own_id(object).filter(|_| is_vote()))
}

/// The one author. PeerTube names a person and a channel, told apart by their types; among
/// several of which none or many are people nobody can be held to it.
fn author(object: &Value) -> Option<String> {
    let mut authors = one_or_many::each(object, "attributedTo");
    let first = authors.next()?;
    let author = if authors.next().is_none() {
        first
    } else {
        let mut people = one_or_many::each_object(object, "attributedTo")
            .filter(|author| field::has_type(author, "Person"));
        people.next().filter(|_| people.next().is_none())?
    };
    field::id_of(author).filter(|id| uri::is_object_id(id)).map(str::to_owned)
}

/// Among several links the one to a page: PeerTube also lists its films there.
fn page_url(object: &Value) -> Option<String> {
    one_or_many::each_object(object, "url")
        .filter(|link| link.get("mediaType").and_then(Value::as_str) == Some("text/html"))
        .find_map(field::href)
        .or_else(|| field::link(object, "url"))
}

fn total_items(object: &Value, key: &str) -> Option<u32> {
    object.get(key).and_then(|collection| field::count(collection, "totalItems"))
}

#[cfg(test)]
#[path = "object_tests.rs"]
mod tests;
