//! `Profile`: <https://docs.joinmastodon.org/entities/Profile/>.

use serde::Serialize;

use super::account::{self, Field};
use super::credential_account::domains;
use super::featured_tag::FeaturedTag;
use crate::id::AccountId;
use crate::site::{Form, Site};
use crate::store::accounts::{Account as Row, AccountKind};
use crate::store::featured_tags;
use crate::store::owners::Preferences;

/// The owner's profile as they typed it, for changing it.
#[derive(Serialize)]
pub(in crate::client) struct Profile<'a> {
    id: AccountId,
    display_name: &'a str,
    note: &'a str,
    fields: Vec<Field>,
    avatar: Option<String>,
    avatar_static: Option<String>,
    avatar_description: &'a str,
    header: Option<String>,
    header_static: Option<String>,
    header_description: &'a str,
    locked: bool,
    bot: bool,
    hide_collections: bool,
    discoverable: bool,
    indexable: bool,
    show_media: bool,
    show_media_replies: bool,
    show_featured: bool,
    attribution_domains: Vec<String>,
    featured_tags: Vec<FeaturedTag<'a>>,
}

impl<'a> Profile<'a> {
    pub(in crate::client) fn build(
        row: &'a Row,
        typed: &'a Preferences,
        tags: &'a [featured_tags::FeaturedTag],
        site: &Site,
    ) -> Self {
        let (avatar, header) = (chosen(&row.avatar_url, site), chosen(&row.header_url, site));
        Self {
            id: row.id,
            display_name: &row.display_name,
            note: &typed.note_text,
            fields: account::fields(&typed.fields_text_json),
            avatar_static: avatar.clone(),
            avatar,
            avatar_description: &row.avatar_description,
            header_static: header.clone(),
            header,
            header_description: &row.header_description,
            locked: row.locked,
            bot: row.kind == AccountKind::Service,
            hide_collections: row.hides_network,
            discoverable: row.discoverable,
            indexable: row.indexable,
            show_media: row.tabs.media,
            show_media_replies: row.tabs.media_replies,
            show_featured: row.tabs.featured,
            attribution_domains: domains(&typed.attribution_domains_json),
            featured_tags: tags.iter().map(|tag| FeaturedTag::build(tag, site)).collect(),
        }
    }
}

/// Here, other than in an account, nothing stands for a picture that was not chosen.
fn chosen(url: &str, site: &Site) -> Option<String> {
    Some(url).filter(|url| !url.is_empty()).map(|url| site.remote_media(Form::Whole, url))
}
