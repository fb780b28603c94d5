//! Pictures, films and sounds that hang on a post or an actor.

use serde::{Serialize, Serializer};

use super::fields::Fields;

/// A file of a post. Written as `Document`, like Mastodon does; the media type says what it is.
#[derive(Debug, Clone, Default)]
pub struct Attachment<'a> {
    /// Such as `image/webp`.
    pub media_type: &'a str,
    /// Where the file is.
    pub url: &'a str,
    /// The description for those who do not see it.
    pub description: Option<&'a str>,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// A blurred preview in a few characters.
    pub blurhash: Option<&'a str>,
    /// The point to keep when cropping: x and y from -1 to 1, y upward.
    pub focal_point: Option<[f64; 2]>,
}

impl Serialize for Attachment<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("type", "Document")?;
        fields.put("mediaType", self.media_type)?;
        fields.put("url", self.url)?;
        fields.put_some("name", self.description)?;
        fields.put_some("width", self.size.map(|(width, _)| width))?;
        fields.put_some("height", self.size.map(|(_, height)| height))?;
        fields.put_some("blurhash", self.blurhash)?;
        fields.put_some("focalPoint", self.focal_point)?;
        fields.end()
    }
}

/// A picture of an actor or of an emoji.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a> {
    /// Such as `image/webp`.
    pub media_type: &'a str,
    /// Where the file is.
    pub url: &'a str,
    /// What it shows, for those who do not see it.
    pub description: Option<&'a str>,
}

impl Serialize for Image<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::begin(serializer)?;
        fields.put("type", "Image")?;
        fields.put("mediaType", self.media_type)?;
        fields.put("url", self.url)?;
        // Some read one, some the other.
        fields.put_some("name", self.description)?;
        fields.put_some("summary", self.description)?;
        fields.end()
    }
}
