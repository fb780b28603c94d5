//! Changing one's profile. Followers' servers are told what is new.

use super::mentions::People;
use super::portrait::Portrait;
use super::visible;
use crate::app::App;
use crate::error::{Error, Result};
use crate::federation::context::Context;
use crate::federation::outbox;
use crate::federation::render::actor::ActorParts;
use crate::id::{AccountId, of};
use crate::jobs::job::Audience;
use crate::protocol::acct;
use crate::protocol::outgoing::PUBLIC;
use crate::protocol::outgoing::activity::{Activity, Verb};
use crate::store::Write;
use crate::store::accounts::AccountKind;
use crate::store::files::File;
use crate::store::profiles::{self, Profile};
use crate::store::quotes::QuotePolicy;
use crate::store::statuses::Visibility;

/// What to change; `None` stays as it is. Texts as typed.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Name for people.
    pub display_name: Option<String>,
    /// The text about oneself.
    pub note: Option<String>,
    /// Names and values.
    pub fields: Option<Vec<(String, String)>>,
    /// An automated account.
    pub bot: Option<bool>,
    /// Follows need approval.
    pub locked: Option<bool>,
    /// Wants to be found.
    pub discoverable: Option<bool>,
    /// Agrees to be searched.
    pub indexable: Option<bool>,
    /// Does not show who follows whom.
    pub hides_network: Option<bool>,
    /// Who sees a new post, unless it says otherwise.
    pub default_visibility: Option<Visibility>,
    /// Whether media of a new post are hidden at first.
    pub default_sensitive: Option<bool>,
    /// Language of a new post; empty means unknown.
    pub default_language: Option<String>,
    /// Who may quote a new post, unless it says otherwise.
    pub default_quote_policy: Option<QuotePolicy>,
    /// What the picture shows, for those who do not see it.
    pub avatar_description: Option<String>,
    /// What the wide picture shows.
    pub header_description: Option<String>,
    /// The profile has a part for media.
    pub show_media: Option<bool>,
    /// Media of replies are in it.
    pub show_media_replies: Option<bool>,
    /// The profile has a part for what it recommends.
    pub show_featured: Option<bool>,
    /// Domains whose pages may name the owner as their author, as typed.
    pub attribution_domains: Option<Vec<String>>,
    /// Pictures, or none of them any more.
    pub pictures: Vec<(Portrait, Option<File>)>,
}

/// Changes the profile.
///
/// # Errors
/// Invalid if a text is too long.
pub async fn update(app: &App, owner: AccountId, mut changes: Changes) -> Result<()> {
    changes.check()?;
    let people = People::named_in(app, changes.note.as_deref().unwrap_or_default()).await?;
    let cx = Context::now(app, false).await?;
    let write = app.store.write(move |tx| {
        for (which, file) in std::mem::take(&mut changes.pictures) {
            which.put(tx, &cx, owner, file)?;
        }
        let profile = profiles::by_id(tx, owner)?.ok_or_else(|| Error::not_found("profile"))?;
        profiles::put(tx, owner, &changes.applied_to(profile, &people, &cx)?)?;
        tell(tx, &cx, owner)
    });
    write.await
}

impl Changes {
    fn check(&self) -> Result<()> {
        let longer = |text: &Option<String>, most: usize| {
            text.as_ref().is_some_and(|text| text.chars().count() > most)
        };
        if longer(&self.display_name, MAX_NAME) {
            return Err(Error::invalid(format!("A name has at most {MAX_NAME} characters")));
        }
        if longer(&self.note, MAX_NOTE) {
            return Err(Error::invalid(format!("A profile has at most {MAX_NOTE} characters")));
        }
        if longer(&self.avatar_description, MAX_DESCRIPTION)
            || longer(&self.header_description, MAX_DESCRIPTION)
        {
            return Err(Error::invalid(format!(
                "The description of a picture has at most {MAX_DESCRIPTION} characters"
            )));
        }
        let fields = self.fields.as_deref().unwrap_or_default();
        let long = |text: &str| text.chars().count() > MAX_FIELD;
        if fields.len() > MAX_FIELDS || fields.iter().any(|(n, v)| long(n) || long(v)) {
            return Err(Error::invalid(format!(
                "A profile has at most {MAX_FIELDS} fields of {MAX_FIELD} characters"
            )));
        }
        Ok(())
    }

    fn applied_to(self, before: Profile, people: &People, cx: &Context) -> Result<Profile> {
        let mut profile = before;
        if let Some(note) = self.note {
            profile.note_html = people.compose(&note, &cx.site).0.html;
            profile.note_text = note;
        }
        if let Some(mut fields) = self.fields {
            fields.retain(|(name, value)| !name.trim().is_empty() || !value.trim().is_empty());
            profile.fields_text_json = serde_json::to_string(&fields)?;
            let html = fields.iter().map(|(name, value)| (name, field_html(value, cx)));
            profile.fields_json = serde_json::to_string(&html.collect::<Vec<_>>())?;
        }
        if let Some(bot) = self.bot {
            profile.kind = if bot { AccountKind::Service } else { AccountKind::Person };
        }
        let name = self.display_name.map(|name| crate::text::plain_name(&name, MAX_NAME));
        set(&mut profile.display_name, name);
        set(&mut profile.locked, self.locked);
        set(&mut profile.discoverable, self.discoverable);
        set(&mut profile.indexable, self.indexable);
        set(&mut profile.hides_network, self.hides_network);
        set(&mut profile.avatar_description, self.avatar_description.map(|text| described(&text)));
        set(&mut profile.header_description, self.header_description.map(|text| described(&text)));
        set(&mut profile.tabs.media, self.show_media);
        set(&mut profile.tabs.media_replies, self.show_media_replies);
        set(&mut profile.tabs.featured, self.show_featured);
        if let Some(typed) = self.attribution_domains {
            profile.attribution_domains_json = serde_json::to_string(&domains(&typed)?)?;
        }
        set(&mut profile.default_visibility, self.default_visibility);
        set(&mut profile.default_sensitive, self.default_sensitive);
        set(&mut profile.default_language, self.default_language);
        set(&mut profile.default_quote_policy, self.default_quote_policy);
        Ok(profile)
    }
}

fn set<T>(place: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *place = new;
    }
}

/// What a picture shows, on one line.
fn described(text: &str) -> String {
    crate::text::plain_name(text, MAX_DESCRIPTION)
}

/// As domains are written here. People paste whole addresses.
fn domains(typed: &[String]) -> Result<Vec<String>> {
    let mut domains = Vec::new();
    for text in typed.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let bare = bare.unwrap_or(text).trim_end_matches('/');
        let domain = acct::remote_domain(bare);
        let domain = domain.ok_or_else(|| Error::invalid(format!("{bare} is not a domain")))?;
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    if domains.len() > MAX_DOMAINS {
        return Err(Error::invalid(format!("At most {MAX_DOMAINS} sites may name you")));
    }
    Ok(domains)
}

/// A value is one line: its links work, its paragraphs go.
fn field_html(value: &str, cx: &Context) -> String {
    let composed = crate::text::compose(value.trim(), |_| None, |tag| cx.site.tag_page(tag));
    let html = composed.html;
    let inner = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    inner.map_or(html.clone(), str::to_owned)
}

fn tell(tx: &Write, cx: &Context, owner: AccountId) -> Result<()> {
    let owner = visible::account(tx, owner)?;
    let parts = ActorParts::read(tx, &cx.site, owner.id)?;
    let actor = parts.actor();
    let id = cx.site.activity(&owner.username, cx.ids.next::<of::Outgoing>());
    let update = Activity {
        id: &id,
        actor: &owner.uri,
        published_ms: Some(cx.now_ms),
        to: vec![PUBLIC],
        cc: Vec::new(),
        verb: Verb::UpdateActor(&actor),
    };
    let audience = Audience { followers_of: Some(owner.id), ..Audience::default() };
    outbox::send(tx, cx, owner.id, None, &update.document(), audience)
}

/// Characters of a name.
pub const MAX_NAME: usize = 100;
/// Characters of the text about oneself.
pub const MAX_NOTE: usize = 2000;
/// Characters that say what a picture of the profile shows: as many as in Mastodon.
pub const MAX_DESCRIPTION: usize = 150;
/// Sites that may name the owner as their author: as many as in Mastodon.
pub const MAX_DOMAINS: usize = 10;
/// Number of fields.
pub const MAX_FIELDS: usize = 8;
/// Characters of the name or value of a field.
pub const MAX_FIELD: usize = 255;
