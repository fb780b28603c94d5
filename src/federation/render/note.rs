//! Posts of this node as notes, and who they say that they are for.

use crate::error::{Error, Result};
use crate::id::{AccountId, StatusId};
use crate::protocol::incoming::InteractionPolicy;
use crate::protocol::outgoing::PUBLIC;
use crate::protocol::outgoing::attachment::Attachment;
use crate::protocol::outgoing::note::{Note, Quote, QuotePolicy};
use crate::protocol::outgoing::poll::{Choice, Poll};
use crate::protocol::outgoing::tag::Tag;
use crate::site::Site;
use crate::store::accounts::{self, Account};
use crate::store::own_statuses::{self, Mentioned, OwnAttachment, OwnStatus};
use crate::store::statuses::Visibility;
use crate::store::{Read, polls};

/// All that a note is made of.
pub struct NoteParts {
    /// The post.
    pub status: OwnStatus,
    /// Its author.
    pub author: Account,
    mentioned: Vec<Mentioned>,
    mention_names: Vec<String>,
    tags: Vec<(String, String)>,
    attachments: Vec<(OwnAttachment, String)>,
    poll: Option<polls::Poll>,
    page: String,
    replies: String,
    followers: String,
    /// Who may quote it, unless that is everybody.
    quoters: Option<Vec<String>>,
    now_ms: i64,
}

impl NoteParts {
    /// Reads a post of this node as it is at `now_ms`.
    ///
    /// # Errors
    /// [`Kind::NotFound`](crate::error::Kind) if there is no such post.
    pub fn read(db: &Read, site: &Site, id: StatusId, now_ms: i64) -> Result<Self> {
        let status = own_statuses::by_id(db, id)?.filter(|status| status.reblog_of_uri.is_none());
        let status = status.ok_or_else(|| Error::not_found("post"))?;
        let author = accounts::by_id(db, status.account_id)?;
        let author = author.ok_or_else(|| Error::not_found("author"))?;
        let mentioned = own_statuses::mentioned(db, id)?;
        let tags = own_statuses::tags(db, id)?.into_iter();
        let attachments = own_statuses::attachments(db, id)?.into_iter();
        let file_url = |file: &OwnAttachment| site.media(&file.sha256_hex, &file.extension);
        let policy = status.policy_json.as_deref().and_then(InteractionPolicy::of_stored);
        Ok(Self {
            quoters: policy.and_then(|policy| policy.can_quote).map(|rule| rule.automatic),
            mention_names: mentioned.iter().map(|person| name_of(person, site)).collect(),
            tags: tags.map(|name| (site.tag_page(&name), format!("#{name}"))).collect(),
            attachments: attachments.map(|file| (file.clone(), file_url(&file))).collect(),
            poll: polls::by_status(db, id)?,
            page: site.status_page(&author.username, id),
            replies: format!("{}/replies", status.uri),
            followers: author.followers().into_owned(),
            mentioned,
            status,
            author,
            now_ms,
        })
    }

    /// The note.
    pub fn note(&self) -> Note<'_> {
        let status = &self.status;
        let (to, cc) = self.recipients();
        Note {
            id: &status.uri,
            url: &self.page,
            attributed_to: &self.author.uri,
            content: &status.content_html,
            language: status.language.as_deref(),
            summary: Some(&*status.spoiler_text).filter(|text| !text.is_empty()),
            sensitive: status.sensitive,
            to,
            cc,
            in_reply_to: status.in_reply_to_uri.as_deref(),
            published_ms: status.created_ms,
            updated_ms: status.edited_ms,
            tags: self.tags(),
            attachments: self.attachments.iter().map(attachment).collect(),
            quote: self.quote(),
            quote_policy: Some(self.quote_policy()),
            poll: self.poll.as_ref().map(|stored| poll(stored, self.now_ms)),
            replies: Some(&self.replies),
            likes: None,
            shares: None,
        }
    }

    /// `to` and `cc`. Mastodon reads the visibility from where the public collection is.
    pub fn recipients(&self) -> (Vec<&str>, Vec<&str>) {
        let people = self.mentioned.iter().map(|person| &*person.uri);
        let followers = &*self.followers;
        match self.status.visibility {
            Visibility::Public => (vec![PUBLIC], [followers].into_iter().chain(people).collect()),
            Visibility::Unlisted => (vec![followers], [PUBLIC].into_iter().chain(people).collect()),
            Visibility::Followers => (vec![followers], people.collect()),
            Visibility::Direct => (people.collect(), Vec::new()),
        }
    }

    /// Everybody who is named or addressed.
    pub fn mentioned_ids(&self) -> Vec<AccountId> {
        self.mentioned.iter().map(|person| person.id).collect()
    }

    fn tags(&self) -> Vec<Tag<'_>> {
        let named = self.mentioned.iter().zip(&self.mention_names);
        let named = named.filter(|(person, _)| !person.silent);
        let mentions = named.map(|(person, name)| Tag::Mention { href: &person.uri, name });
        let hashtags = self.tags.iter().map(|(href, name)| Tag::Hashtag { href, name });
        mentions.chain(hashtags).collect()
    }

    fn quote(&self) -> Option<Quote<'_>> {
        let status = &self.status;
        let id = status.quote_uri.as_deref()?;
        let url = status.quote_url.as_deref().unwrap_or(id);
        Some(Quote { id, url, authorization: status.quote_authorization_uri.as_deref() })
    }

    /// What everybody may read, everybody may quote, unless its author wants it otherwise; the rest is the author's.
    fn quote_policy(&self) -> QuotePolicy<'_> {
        let automatic_approval = match &self.quoters {
            _ if !self.status.visibility.is_public() => vec![&*self.author.uri],
            None => vec![PUBLIC],
            Some(quoters) => quoters.iter().map(String::as_str).collect(),
        };
        QuotePolicy { automatic_approval, manual_approval: Vec::new() }
    }
}

/// The document at the URI of a post.
///
/// # Errors
/// Those of [`NoteParts::read`].
pub fn document(db: &Read, site: &Site, id: StatusId, now_ms: i64) -> Result<String> {
    let parts = NoteParts::read(db, site, id, now_ms)?;
    Ok(serde_json::to_string(&parts.note().document())?)
}

fn name_of(person: &Mentioned, site: &Site) -> String {
    let domain = if person.domain.is_empty() { &site.handle_domain } else { &person.domain };
    format!("@{}@{domain}", person.username)
}

fn attachment((file, url): &(OwnAttachment, String)) -> Attachment<'_> {
    Attachment {
        media_type: &file.media_type,
        url,
        description: Some(&*file.description).filter(|text| !text.is_empty()),
        size: file.size,
        blurhash: file.blurhash.as_deref(),
        focal_point: file.focus,
    }
}

fn poll(stored: &polls::Poll, now_ms: i64) -> Poll<'_> {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Poll {
        choice: if stored.multiple { Choice::Any } else { Choice::One },
        options: stored.options.iter().map(|(title, votes)| (&**title, count(*votes))).collect(),
        end_ms: stored.expires_ms,
        closed_ms: stored.expires_ms.filter(|_| stored.is_over(now_ms)),
        voters: count(stored.voters_count),
    }
}
