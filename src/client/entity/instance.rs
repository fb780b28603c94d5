//! Instance (v2): <https://docs.joinmastodon.org/entities/Instance/>.

use serde::Serialize;
use serde_json::{Value, json};

use super::account::Account;
use crate::actions::draft::{
    MAX_CHARACTERS, MAX_DESCRIPTION, MAX_MEDIA, MAX_OPTION_CHARACTERS, MAX_OPTIONS, POLL_SECONDS,
};
use crate::actions::profile::{MAX_FIELD, MAX_FIELDS, MAX_NAME, MAX_NOTE};
use crate::client::featured_tags::MOST_FEATURED;
use crate::media::arrival::{MOST_OTHER_BYTES, MOST_PICTURE_BYTES};
use crate::media::kind::Kind;
use crate::media::picture::MOST_PIXELS;
use crate::page::{AVATAR, HEADER};
use crate::site::Site;

/// Clients switch features on by the first word; the rest names us.
pub(super) const VERSION: &str =
    concat!("4.6.0 (compatible; Nichoir ", env!("CARGO_PKG_VERSION"), ")");
/// Feature level of the API: 10 would be making sets of people, which can only be looked at.
const API_VERSION: u8 = 9;

/// What this node is and can do.
#[derive(Serialize)]
pub(in crate::client) struct Instance<'a> {
    domain: String,
    title: String,
    version: &'static str,
    source_url: String,
    description: String,
    usage: Value,
    thumbnail: Value,
    icon: [Value; 1],
    languages: [&'static str; 2],
    configuration: Value,
    registrations: Value,
    api_versions: Value,
    contact: Contact<'a>,
    rules: [(); 0],
}

#[derive(Serialize)]
struct Contact<'a> {
    email: &'static str,
    account: Account<'a>,
}

impl<'a> Instance<'a> {
    /// `translates`: whether the owner chose a server for that.
    pub(in crate::client) fn build(
        account: Account<'a>,
        site: &Site,
        vapid_key: &str,
        translates: bool,
    ) -> Self {
        let base = site.base();
        Self {
            domain: site.handle_domain.clone(),
            title: site.handle_domain.clone(),
            version: VERSION,
            source_url: base.clone(),
            description: String::new(),
            usage: json!({ "users": { "active_month": 1 } }),
            thumbnail: json!({ "url": format!("{base}{HEADER}") }),
            icon: [json!({ "src": format!("{base}{AVATAR}"), "size": "400x400" })],
            languages: ["en", "fr"],
            configuration: configuration(&base, vapid_key, translates),
            registrations: json!({
                "enabled": false, "approval_required": false, "message": null, "url": null,
            }),
            api_versions: json!({ "mastodon": API_VERSION }),
            contact: Contact { email: "", account },
            rules: [],
        }
    }
}

fn configuration(base: &str, vapid_key: &str, translates: bool) -> Value {
    let mut configuration = limits();
    if let Value::Object(map) = &mut configuration {
        map.insert(
            "urls".into(),
            json!({
                "about": base, "streaming": base.replacen("http", "ws", 1),
            }),
        );
        map.insert("vapid".into(), json!({ "public_key": vapid_key }));
        map.insert("translation".into(), json!({ "enabled": translates }));
    }
    configuration
}

/// What the first and the second form of the entity share.
pub(super) fn limits() -> Value {
    json!({
        "accounts": {
            "max_featured_tags": MOST_FEATURED,
            "max_pinned_statuses": 5,
            "max_display_name_length": MAX_NAME,
            "max_note_length": MAX_NOTE,
            "max_profile_fields": MAX_FIELDS,
            "profile_field_name_limit": MAX_FIELD,
            "profile_field_value_limit": MAX_FIELD,
        },
        "statuses": {
            "max_characters": MAX_CHARACTERS,
            "max_media_attachments": MAX_MEDIA,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": {
            "description_limit": MAX_DESCRIPTION,
            "supported_mime_types": supported_types(),
            "image_size_limit": MOST_PICTURE_BYTES, "image_matrix_limit": MOST_PIXELS,
            "video_size_limit": MOST_OTHER_BYTES, "video_frame_rate_limit": 120,
            "video_matrix_limit": MOST_PIXELS,
        },
        "polls": {
            "max_options": MAX_OPTIONS,
            "max_characters_per_option": MAX_OPTION_CHARACTERS,
            "min_expiration": POLL_SECONDS.start(),
            "max_expiration": POLL_SECONDS.end(),
        },
    })
}

/// Apps offer only such files to choose from, under whatever name the system has for them.
fn supported_types() -> Vec<&'static str> {
    let aliases =
        ["audio/webm", "audio/x-m4a", "audio/mp3", "audio/wave", "audio/x-wav", "audio/x-flac"];
    Kind::ALL.into_iter().map(Kind::media_type).chain(aliases).collect()
}
