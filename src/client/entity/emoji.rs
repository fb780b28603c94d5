//! `CustomEmoji`: <https://docs.joinmastodon.org/entities/CustomEmoji/>.

use serde::Serialize;

use crate::site::{Form, Site};

/// A picture that stands for `:shortcode:`.
#[derive(Serialize)]
pub(in crate::client) struct Emoji {
    shortcode: String,
    url: String,
    static_url: String,
    visible_in_picker: bool,
}

/// Reads the store's `[[shortcode, url], …]`.
pub(in crate::client) fn list(json: &str, site: &Site) -> Vec<Emoji> {
    if json.len() <= "[]".len() {
        return Vec::new();
    }
    let pairs: Vec<(String, String)> = serde_json::from_str(json).unwrap_or_default();
    pairs
        .into_iter()
        .map(|(shortcode, url)| {
            let url = site.remote_media(Form::Whole, &url);
            Emoji { shortcode, static_url: url.clone(), url, visible_in_picker: true }
        })
        .collect()
}
