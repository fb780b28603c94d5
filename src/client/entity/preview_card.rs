//! `PreviewCard`: <https://docs.joinmastodon.org/entities/PreviewCard/>.

use serde::Serialize;

use crate::clock::rfc3339;
use crate::site::{Form, Site};
use crate::store::cards::Card;

/// What the page behind a link says of itself.
#[derive(Serialize)]
pub(in crate::client) struct PreviewCard<'a> {
    url: &'a str,
    title: &'a str,
    description: &'a str,
    language: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    author_name: &'a str,
    author_url: &'static str,
    provider_name: &'a str,
    provider_url: &'static str,
    html: &'static str,
    width: i64,
    height: i64,
    image: Option<String>,
    image_description: &'a str,
    embed_url: &'static str,
    blurhash: Option<&'a str>,
    published_at: Option<String>,
    authors: [(); 0],
}

impl<'a> PreviewCard<'a> {
    /// `None` if the page says nothing.
    pub(in crate::client) fn build(card: &'a Card, site: &Site) -> Option<Self> {
        let (width, height) = card.image_size.unwrap_or_default();
        (!card.title.is_empty()).then(|| Self {
            url: &card.url,
            title: &card.title,
            description: &card.description,
            language: card.language.as_deref(),
            kind: "link",
            author_name: &card.author_name,
            author_url: "",
            provider_name: &card.provider_name,
            provider_url: "",
            html: "",
            width,
            height,
            image: card.image_url.as_deref().map(|url| site.remote_media(Form::Preview, url)),
            image_description: &card.image_description,
            embed_url: "",
            blurhash: None,
            published_at: card.published_ms.map(rfc3339),
            authors: [],
        })
    }
}
