//! What an app sends to change the profile: texts, switches and pictures.
//! <https://docs.joinmastodon.org/methods/profile/#patch>

use axum::extract::Request;

use super::body::Params;
use super::entity::{quote_policy, visibility};
use super::error::Failure;
use super::form::Form;
use crate::actions::portrait::Portrait;
use crate::actions::profile::Changes;
use crate::app::App;
use crate::error::{Error, Result};
use crate::media::arrival::Arrival;
use crate::store::quotes::QuotePolicy;
use crate::store::statuses::Visibility;

/// What is to change, and the files that came with it.
pub(super) struct ProfileForm {
    pub(super) changes: Changes,
    pub(super) pictures: Vec<(Portrait, Arrival)>,
}

impl ProfileForm {
    /// Reads the body, whatever form it has.
    pub(super) async fn read(app: &App, request: Request) -> Result<Self, Failure> {
        let mut form = Form::read(app, request).await?;
        let pictures = [("avatar", Portrait::Avatar), ("header", Portrait::Header)];
        let pictures =
            pictures.into_iter().filter_map(|(name, which)| Some((which, form.take(name)?)));
        let pictures = pictures.collect();
        Ok(Self { changes: changes(&form.params)?, pictures })
    }
}

fn changes(params: &Params) -> Result<Changes> {
    let text = |name: &str| params.text(name).map(str::to_owned);
    let source = params.inside("source");
    Ok(Changes {
        display_name: text("display_name"),
        note: text("note"),
        fields: fields(params),
        bot: params.flag("bot"),
        locked: params.flag("locked"),
        discoverable: params.flag("discoverable"),
        indexable: params.flag("indexable"),
        hides_network: params.flag("hide_collections"),
        avatar_description: params.text("avatar_description").map(str::to_owned),
        header_description: params.text("header_description").map(str::to_owned),
        show_media: params.flag("show_media"),
        show_media_replies: params.flag("show_media_replies"),
        show_featured: params.flag("show_featured"),
        attribution_domains: domains(params),
        default_visibility: source.map(privacy).transpose()?.flatten(),
        default_sensitive: source.and_then(|source| source.flag("sensitive")),
        default_quote_policy: source.map(quotable).transpose()?.flatten(),
        default_language: source.and_then(|source| source.text("language")).map(str::to_owned),
        pictures: Vec::new(),
    })
}

fn privacy(source: &Params) -> Result<Option<Visibility>> {
    let Some(name) = source.filled("privacy") else { return Ok(None) };
    visibility::read(name).map(Some).ok_or_else(|| Error::invalid("Unknown privacy"))
}

fn quotable(source: &Params) -> Result<Option<QuotePolicy>> {
    let Some(name) = source.filled("quote_policy") else { return Ok(None) };
    quote_policy::read(name).map(Some).ok_or_else(|| Error::invalid("Unknown quote policy"))
}

/// All domains at once; an empty one is how a form says that there is none.
fn domains(params: &Params) -> Option<Vec<String>> {
    let domains = params.list("attribution_domains");
    let domains = domains.into_iter().map(str::to_owned).collect();
    params.has("attribution_domains").then_some(domains)
}

/// All rows of the table at once; rows without a name end up as none.
fn fields(params: &Params) -> Option<Vec<(String, String)>> {
    if !params.has("fields_attributes") {
        return None;
    }
    let part = |field: &Params, name| field.text(name).unwrap_or_default().to_owned();
    let fields = params.groups("fields_attributes").into_iter();
    let pairs = fields.map(|field| (part(field, "name"), part(field, "value")));
    Some(pairs.filter(|(name, _)| !name.trim().is_empty()).collect())
}
