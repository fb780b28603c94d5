//! A picture, film or sound of a post, as a page shows it.

use crate::site::{Form, Site};
use crate::store::status_view::Attachment as Row;

/// What a template needs.
pub(super) struct Attachment<'a> {
    /// The file itself.
    pub(super) url: String,
    /// The picture, no larger than a page needs; empty if it is none: films have no captions here, so they are only
    /// linked (WCAG 1.2.2).
    pub(super) picture: String,
    /// Pixels of that, so that nothing moves when it arrives.
    pub(super) size: Option<(i64, i64)>,
    pub(super) description: &'a str,
}

impl<'a> Attachment<'a> {
    /// Pictures of others come through the node: their servers need not know who reads here.
    pub(super) fn build(row: &'a Row, site: &Site) -> Option<Self> {
        let here = |file: &(String, String)| site.media(&file.0, &file.1);
        let there = row.remote_url.as_deref();
        let is_picture = row.media_type.starts_with("image/");
        let url = row.file.as_ref().map(here);
        let url = url.or_else(|| Some(site.remote_media(Form::Whole, there?)))?;
        let smaller = match &row.preview {
            Some(file) => Some(here(file)),
            None if row.file.is_none() => {
                there.map(|there| site.remote_media(Form::Preview, there))
            }
            None => Some(url.clone()),
        };
        Some(Self {
            picture: smaller.filter(|_| is_picture).unwrap_or_default(),
            url,
            size: row.preview_size.or(row.size),
            description: &row.description,
        })
    }
}
